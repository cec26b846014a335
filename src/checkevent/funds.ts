import { toFault } from '../base/fault.ts';
import type { Supplier } from '../operations/context.ts';
import { compareMoney } from '../products/price.ts';
import type { Money } from '../products/upstream.ts';
import type { Pass } from './pass.ts';
import { clearProblem, registerProblem } from './problems.ts';
import { amountsOf, type Upcoming } from './upcoming.ts';

/** A balance is asked at most this often, unless this run has renewed something. One that is not told is asked no oftener. */
const BALANCE_AGE_MS = 3600 * 1000;
const NOT_TOLD = '';

/**
 * Saves the balance of the upstream account in BILLmanager when it has changed, and warns when it does not last for the renewals of the
 * look-ahead. A login may lack the right to see it: that is a line in the log and no trouble.
 */
export async function watchBalance(pass: Pass, supplier: Supplier, upcoming: Upcoming): Promise<void> {
  const journal = await pass.ctx.journal();
  const key = `checkevent balance ${pass.module.id} ${supplier.account}`;
  const last = await journal.recall(key);
  const isRecent = last !== null && pass.ctx.clock.now().getTime() - last.storedAt.getTime() < BALANCE_AGE_MS;
  if (isRecent && (pass.report.renewed === 0 || last.value === NOT_TOLD)) return;
  const balances = await balancesOrNothing(pass, supplier);
  if (balances === null) {
    if (!pass.report.dryRun) await journal.remember(key, NOT_TOLD);
    return;
  }
  const text = balances.map(each => `${each.amount} ${each.currency}`).join(';');
  const [main] = balances;
  if (main && text !== last?.value && !pass.report.dryRun) {
    await pass.ctx.billing.saveBalance(pass.module.id, main.amount, main.currency);
  }
  if (!pass.report.dryRun) await journal.remember(key, text);
  await warnOfLowBalance(pass, balances, upcoming);
}

async function balancesOrNothing(pass: Pass, supplier: Supplier): Promise<readonly Money[] | null> {
  try {
    return await supplier.upstream.balance();
  } catch (error) {
    const fault = toFault(error);
    if (fault.type === 'internal') throw error;
    pass.ctx.log.warning(`checkevent: the balance is not known: ${fault.message} ${fault.detail}`);
    return null;
  }
}

async function warnOfLowBalance(pass: Pass, balances: readonly Money[], upcoming: Upcoming): Promise<void> {
  const low = amountsOf(upcoming).find(needed => {
    const balance = balances.find(each => needed.currency === '' || each.currency === needed.currency);
    return balance !== undefined && compareMoney(balance, needed) === -1;
  });
  if (!low) return clearProblem(pass, 'cpbillmgr_balance_low', '');
  const days = pass.ctx.conf.sync.balanceDays;
  const has = balances.map(each => `${each.amount} ${each.currency}`).join(', ');
  const message =
    `The renewals of the next ${days} days cost ${low.amount} ${low.currency}, the balance is ${has}`.trim();
  pass.report.troubles.push(message);
  await registerProblem(pass, 'cpbillmgr_balance_low', '', message);
}
