import { Fault, toFault } from '../base/fault.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { compareMoney, moneyText } from '../vendor/amount.ts';
import type { Money } from '../vendor/vendor.ts';
import { clearProblem, registerProblem } from './problems.ts';
import type { ReconcileRun } from './reconcile-run.ts';
import { amountsOf, type Upcoming } from './upcoming.ts';

/**
 * A balance is read at most this often, unless this run has renewed something or something waits
 * for money. One that the login may not see is asked for no more often; after any other fault the
 * next run asks again.
 */
const BALANCE_AGE_MS = 3600 * 1000;
const NOT_TOLD = '';

/**
 * Saves the balance of the vendor account in BILLmanager when it has changed, and warns when it
 * does not last for the renewals of the look-ahead, or something waits for money. A login may lack
 * the right to see it: that is a line in the log and no trouble.
 */
export async function watchBalance(
  run: ReconcileRun,
  connection: VendorConnection,
  upcoming: Upcoming,
): Promise<void> {
  const key = `checkevent balance ${run.module.id} ${connection.account}`;
  const last = await run.ctx.journal.recall(key);
  const isRecent =
    last !== null && run.ctx.clock.now().getTime() - last.storedAt.getTime() < BALANCE_AGE_MS;
  const isMoving = run.report.renewed > 0 || run.conditions.concernsMoney;
  if (isRecent && (!isMoving || last.value === NOT_TOLD)) return;
  const balances = await balancesOrFault(run, connection);
  if (balances instanceof Fault) {
    const mayNot = balances.type === 'upstream_access' || balances.type === 'not_sold_here';
    if (mayNot && !run.report.dryRun) await run.ctx.journal.remember(key, NOT_TOLD);
    return;
  }
  const text = balances.map(each => `${each.amount} ${each.currency}`).join(';');
  const [main] = balances;
  if (main && text !== last?.value && !run.report.dryRun) {
    for (const module of run.modules)
      await run.ctx.billmanager.saveBalance(module, main.amount, main.currency);
  }
  if (!run.report.dryRun) await run.ctx.journal.remember(key, text);
  await warnOfLowBalance(run, balances, upcoming);
}

async function balancesOrFault(
  run: ReconcileRun,
  { vendor }: VendorConnection,
): Promise<readonly Money[] | Fault> {
  try {
    return await vendor.balance();
  } catch (error) {
    const fault = toFault(error);
    if (fault.type === 'internal') throw error;
    run.ctx.log.warning(`checkevent: the balance is not known: ${fault.message} ${fault.detail}`);
    return fault;
  }
}

async function warnOfLowBalance(
  run: ReconcileRun,
  balances: readonly Money[],
  upcoming: Upcoming,
): Promise<void> {
  const low = amountsOf(upcoming).find(needed => {
    const balance = balances.find(
      each => needed.currency === '' || each.currency === needed.currency,
    );
    return balance !== undefined && compareMoney(balance, needed) === -1;
  });
  const isWaitedFor = run.conditions.waitsForMoney;
  if (!low && !isWaitedFor) return clearProblem(run, 'cpbillmgr_balance_low', '');
  const days = run.ctx.conf.sync.balanceDays;
  const [main = '', ...others] = balances.map(moneyText);
  const more = (and: string): string =>
    others.length === 0 ? '' : ` (${and}${others.join(', ')})`;
  const waiting = {
    en: isWaitedFor ? 'Operations wait for money at the license vendor. ' : '',
    ru: isWaitedFor ? 'Операции ждут денег на счёте у поставщика лицензий. ' : '',
  };
  const text = {
    en: low
      ? `${waiting.en}Renewals of the next ${days} days cost ${moneyText(low)}; the balance is ${main}${more('and ')}`
      : `${waiting.en}The balance is ${main}${more('and ')}`,
    ru: low
      ? `${waiting.ru}Продления ближайших дней (${days}) стоят ${moneyText(low)}, на счёте ${main}${more('и ')}`
      : `${waiting.ru}На счёте ${main}${more('и ')}`,
  };
  if (await registerProblem(run, 'cpbillmgr_balance_low', '', text))
    run.report.troubles.push(text.en);
}
