import { daysBetween, type IsoDate } from '../../base/dates.ts';
import type { LedgerLicense, OperationRow } from '../../journal/journal.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { type Operation, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { readLicense } from './license/find-license.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { renewalPeriod } from './license/plan.ts';
import { resumeStep } from './license/power-steps.ts';
import { renewUntil } from './renewal/renew-until.ts';

/** Two clocks in two time zones differ by a day: that alone buys no further term. */
const SAME_DATE_DAYS = 1;

/** As the journal names it: no command of BILLmanager's. */
const COMMAND = 'renew';

/** Does the client's paid time go on after the license's? */
export function isBehind(vendorEnd: IsoDate | null, serviceEnd: IsoDate | null): boolean {
  if (vendorEnd === null || serviceEnd === null) return false;
  return daysBetween(vendorEnd, serviceEnd) > SAME_DATE_DAYS;
}

/**
 * Renews a license that the vendor ends before the service does: the next month of a service sold
 * by the year and bought by the month, or a renewal that never came through. At most one unfinished
 * renewal of this kind a service; each term is bought once. Nothing is done when a renewal asked by
 * BILLmanager is under way. Returns the new end date; null if nothing was due.
 */
export async function renewDue(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<IsoDate | null> {
  const { item, itemtype } = target;
  return withService(ctx, item, async () => {
    const asked = await (await ctx.journal()).operations({
      item,
      command: 'prolong',
      states: ['open', 'waiting'],
      limit: 1,
    });
    if (asked.length > 0) return null;
    // it may have been suspended or closed while this call waited for its turn
    const service = await ctx.billmanager.service(item, itemtype);
    if (service?.status !== 'active') return null;
    await waitForOrdersInDoubt(ctx, item, isRenewal);
    const license = await readLicense(target, ledger.licenseId);
    if (!isBehind(license.expiredate, service.expiredate)) return null;
    const call = { item, runningOperation: null, itemtype };
    return renew(ctx, { ...target, service, ledger, license }, call);
  });
}

/**
 * A renewal of this kind that an attempt left unfinished: what was bought is noted and told. What
 * was not bought is bought only if it is due still; else the operation ends there.
 */
export async function finishRenewal(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await waitForOrdersInDoubt(ctx, call.item, isRenewal);
    const ledger = await (await ctx.journal()).licenseOf(call.item);
    const license = ledger && (await target.vendor.read(target.itemtype, ledger.licenseId));
    if (!ledger || !license || license.status === 'deleted')
      return endWithoutLicense(ctx, call.item);
    const { status, expiredate } = target.service;
    const isDue = status === 'active' && isBehind(license.expiredate, expiredate);
    const asked: ServiceCall = isDue ? call : { ...call, withdrawn: true };
    await renew(ctx, { ...target, ledger, license }, asked);
  });
}

const isRenewal = ({ command }: OperationRow): boolean => command === COMMAND;

interface RenewalTarget extends LicenseTarget {
  readonly ledger: LedgerLicense;
  /** As just read. */
  readonly license: License;
}

async function renew(
  ctx: Context,
  renewal: RenewalTarget,
  call: ServiceCall,
): Promise<IsoDate | null> {
  const { ledger, license, service } = renewal;
  let expiredate: IsoDate | null = null;
  const operation: Operation<RenewalTarget> = {
    command: COMMAND,
    async execute(run) {
      // one term: what is still missing falls due when this one ends
      expiredate = await renewUntil(run, ledger, license.expiredate, {
        period: await renewalPeriod(ctx, service, ledger),
        enough: (reached, terms) => terms >= 1 || !isBehind(reached, service.expiredate),
      });
      // it was suspended because it ran out; its service is active, so nobody wanted that
      const resumes = license.status === 'suspended' && service.status === 'active';
      if (resumes || run.has('resume'))
        await run.step('resume', { ...resumeStep(renewal, ledger), completes: true });
      await saveLicenseParams(ctx, renewal, { expiredate });
      const change = { expiredate, ...(resumes ? { status: 'active' } : {}) };
      return {
        outcome: { license: ledger.licenseId, expiredate: expiredate ?? '' },
        ledger: () => [{ update: ledger.id, change }],
      };
    },
  };
  await runOperation(ctx, operation, renewal, call);
  return expiredate;
}

/** There is nothing left that could have been renewed. */
async function endWithoutLicense(ctx: Context, item: string): Promise<void> {
  const journal = await ctx.journal();
  const unfinished = await journal.operations({
    item,
    command: COMMAND,
    states: ['open', 'waiting'],
  });
  const outcome = { fault: 'license_gone', kind: 'final', text: 'the license is gone' };
  for (const { id } of unfinished) await journal.close(id, 'failed', outcome);
}
