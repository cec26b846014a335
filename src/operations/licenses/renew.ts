import { daysBetween, type IsoDate } from '../../base/dates.ts';
import type { LedgerLicense, OperationRow } from '../../journal/journal.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { saveEndDate } from '../engine/notify.ts';
import { runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { endOf } from './end-of.ts';
import { type OwnLicense, passGate, readOwn } from './gate.ts';
import { type LicenseTarget, renewalPeriod, serviceFacts, targetOf } from './license-context.ts';
import { resumeStep } from './power.ts';
import { renewUntil } from './renew-until.ts';

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
 * Renews a license that upstream ends before the service does: the next month of a service sold by
 * the year and bought by the month, or a renewal that never came through. At most one unfinished
 * renewal of this kind a service; each term is bought once (cover). Nothing is done when a renewal
 * asked by BILLmanager is under way. Returns the new end date; null if nothing was due.
 */
export async function renewDue(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<IsoDate | null> {
  return withService(ctx, target.item, async () => {
    const journal = await ctx.journal();
    const asked = await journal.operations({
      item: target.item,
      command: 'prolong',
      states: ['open', 'waiting'],
      limit: 1,
    });
    if (asked.length > 0) return null;
    // it may have been suspended or closed while this call waited for its turn
    const service = await ctx.billmanager.service(target.item, target.itemtype);
    if (service?.status !== 'active') return null;
    await waitForOrdersInDoubt(ctx, target.item, isRenewal);
    const now = { ...target, service };
    const own = await readOwn(ctx, now, ledger);
    if (!isBehind(endOf(ctx, now, ledger, own.license), service.expiredate)) return null;
    const call = { item: target.item, runningOperation: null, itemtype: target.itemtype };
    return execute(ctx, { target: now, own, call });
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
    const own = await passGate(ctx, target, ledger, license);
    const isDue = status === 'active' && isBehind(endOf(ctx, target, ledger, license), expiredate);
    await execute(ctx, { target, own, call: isDue ? call : { ...call, withdrawn: true } });
  });
}

const isRenewal = ({ command }: OperationRow): boolean => command === COMMAND;

interface Renewal {
  readonly target: LicenseTarget;
  readonly own: OwnLicense;
  readonly call: ServiceCall;
}

async function execute(ctx: Context, { target, own, call }: Renewal): Promise<IsoDate | null> {
  const { ledger, license } = own;
  const goal = target.service.expiredate;
  let end: IsoDate | null = null;
  await runOperation(ctx, target, COMMAND, call, serviceFacts(target.service), {
    async execute(run) {
      // one term: what is still missing falls due when this one ends
      end = await renewUntil(ctx, run, target, own, endOf(ctx, target, ledger, license), {
        period: await renewalPeriod(ctx, target, ledger),
        enough: (reached, terms) => terms >= 1 || !isBehind(reached, goal),
      });
      // it was suspended because it ran out; its service is active, so nobody wanted that
      const resumes = license.status === 'suspended' && target.service.status === 'active';
      if (resumes || run.has('resume'))
        await run.step('resume', { ...resumeStep(target, own), completes: true });
      await saveEndDate(ctx, target, end);
      const change = { expiredate: end, ...(resumes ? { status: 'active' } : {}) };
      await run.close('done', { license: ledger.licenseId, expiredate: end ?? '' }, [
        { update: ledger.id, change },
      ]);
    },
    repeat: async () => {},
    isAnew: () => true,
  });
  return end;
}

/** There is nothing left that could have been renewed. */
async function endWithoutLicense(ctx: Context, item: string): Promise<void> {
  const journal = await ctx.journal();
  const unfinished = await journal.operations({
    item,
    command: COMMAND,
    states: ['open', 'waiting'],
  });
  for (const { id } of unfinished)
    await journal.close(id, 'failed', {
      fault: 'license_gone',
      kind: 'final',
      text: 'the license is gone',
    });
}
