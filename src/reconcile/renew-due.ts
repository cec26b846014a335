import { addDays, type IsoDate } from '../base/dates.ts';
import { conditionOf, toFault } from '../base/fault.ts';
import type { Service } from '../billmanager/billmanager.ts';
import type { Cost, LedgerLicense, OperationRow } from '../journal/records.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { unfinished } from '../operations/engine/unfinished.ts';
import { waitingOf } from '../operations/engine/waiting.ts';
import { isBehind, isServed, renew } from '../operations/licenses/renew.ts';
import { explanationOf } from '../operations/licenses/renewal/unexplained.ts';
import type { Itemtype } from '../vendor/vendor.ts';
import { targetOfLicense } from './apply-changes.ts';
import { clearProblem, registerProblem, textsOf } from './problems.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';
import { addSpent } from './report.ts';

/**
 * Renews the licenses that end within `renew_before` days while their services are active and paid
 * further. Dates are the vendor's own (`today` is the date of its answers), so a clock that is
 * wrong here renews nothing early or late.
 */
export async function renewDueLicenses(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  today: IsoDate,
): Promise<void> {
  if (!connection.vendor.abilities.prolong) return;
  const expiresBy = addDays(today, run.ctx.conf.sync.renewBefore);
  const due = await run.ctx.journal.licenses({
    account: connection.account,
    itemtype,
    state: 'live',
    expiresBy,
  });
  run.progress.start('renewals', due.length);
  for (const ledger of [...due].sort(byEndDate)) {
    if (run.isOver()) run.report.postponed += 1;
    else
      await guarded(run, `renewal of license ${ledger.licenseId}`, () =>
        renewOne(run, connection, itemtype, ledger),
      );
    run.progress.advance(1);
  }
}

const byEndDate = (a: LedgerLicense, b: LedgerLicense): number =>
  (a.expiredate ?? '').localeCompare(b.expiredate ?? '');

async function renewOne(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  ledger: LedgerLicense,
): Promise<void> {
  const target = await targetOfLicense(run, connection, itemtype, ledger.item ?? '');
  if (!target || !(await isServed(run.ctx, target.service))) return;
  if (!isBehind(ledger.expiredate, target.service.expiredate)) return;
  const { item } = target;
  if (!(await isExplained(run, target.service, ledger))) return;
  const begun = await begunRenewal(run, item);
  // it waits, and this run has looked whether its time has come (finish-operations.ts)
  if (begun && waitingOf(begun) !== null) return;
  const asked = { command: 'renew', item, facts: {}, id: null };
  if (await run.conditions.isRefused(run, begun ?? asked)) return;
  if (run.report.dryRun) {
    run.report.renewed += 1;
    run.report.plans.push(
      `renew license ${ledger.licenseId} of service ${item}, which ends on ${ledger.expiredate}`,
    );
    return;
  }
  try {
    if (!(await renew(run.ctx, { item, runningOperation: null, itemtype }))) return;
    run.report.renewed += 1;
    for (const cost of await costsOf(run, item)) addSpent(run.report, cost);
  } catch (error) {
    const fault = toFault(error);
    if (conditionOf(fault) === 'money')
      await run.conditions.refused(run, (await begunRenewal(run, item)) ?? asked, false);
    if (fault.type !== 'license_foreign') throw error;
    await run.differences.tell(run, item, 'cpbillmgr_license_foreign', textsOf(fault));
  }
}

/**
 * A date that has moved by up to one period of the client's without an operation is bought for, and
 * told once; of one that has moved further a person is asked.
 */
async function isExplained(
  run: ReconcileRun,
  { id, expiredate, period }: Service,
  ledger: LedgerLicense,
): Promise<boolean> {
  const explanation = await explanationOf(run.ctx, { id, expiredate, period }, ledger);
  const moved = `The date of service ${id} has moved from ${ledger.paidUntil} to ${expiredate} without a renewal`;
  if (explanation !== 'more') await clearProblem(run, 'cpbillmgr_date_unexplained', id);
  if (explanation === 'explained') return true;
  if (explanation === 'period') {
    const key = `unexplained date of service ${id}`;
    if ((await run.ctx.journal.recall(key))?.value === expiredate) return true;
    run.report.troubles.push(`${moved}: up to a period of the client's is bought for it`);
    if (!run.report.dryRun) await run.ctx.journal.remember(key, expiredate);
    return true;
  }
  const text = {
    en: `${moved}: nothing is bought for it. Correct the date, or renew it by hand: "cpbillmgr prolong ${id}"`,
    ru: `Дата услуги ${id} сдвинулась с ${ledger.paidUntil} на ${expiredate} без продления: ничего не покупается. Исправьте дату или продлите вручную: «cpbillmgr prolong ${id}»`,
  };
  if (await registerProblem(run, 'cpbillmgr_date_unexplained', id, text))
    run.report.troubles.push(text.en);
  return false;
}

/** Of the renewal that has just ended. */
async function costsOf({ ctx }: ReconcileRun, item: string): Promise<readonly Cost[]> {
  const query = { item, command: 'renew', states: ['done'], limit: 1 } as const;
  const [ended] = await ctx.journal.operations(query);
  const steps = ended ? await ctx.journal.steps(ended.id) : [];
  return steps.flatMap(({ cost }) => cost ?? []);
}

async function begunRenewal({ ctx }: ReconcileRun, item: string): Promise<OperationRow | null> {
  return (await unfinished(ctx, item, 'renew'))[0] ?? null;
}
