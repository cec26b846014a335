import { daysBetween, type IsoDate } from '../../base/dates.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { doubtsOfOthers } from '../engine/in-doubt.ts';
import { isOutsideSuspension } from '../engine/outside-suspension.ts';
import { type Operation, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { unfinished } from '../engine/unfinished.ts';
import { operationStory } from './cost/operation-story.ts';
import { endOf } from './license/end-of.ts';
import { type OwnLicense, passGate } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { renewalPeriod } from './license/plan.ts';
import { followRenumbered } from './license/renumbered.ts';
import { isMonthEndGap } from './renewal/paid-period.ts';
import { renewUntil } from './renewal/renew-until.ts';
import { noteRunOut, resumeRenewed } from './renewal/resume-renewed.ts';

/** Two clocks in two time zones differ by a day: that alone buys no further term. */
const SAME_DATE_DAYS = 1;

/** A service, its license, and what the license looks like now. */
interface RenewalTarget extends LicenseTarget {
  readonly own: OwnLicense;
}

/** As the journal names it: no command of BILLmanager's. */
const RENEW: Operation<RenewalTarget> = {
  command: 'renew',
  byCron: true,
  story: operationStory,
  async execute(run) {
    const { ctx, target } = run;
    const { own, service } = target;
    const { ledger, license } = own;
    // one term: what is still missing falls due when this one ends
    const end = endOf(ctx, target, ledger, license);
    const hadRunOut = await noteRunOut(run, end);
    const expiredate = await renewUntil(run, own, end, {
      period: await renewalPeriod(ctx, service, ledger),
      enough: (reached, terms) => terms >= 1 || !isBehind(reached, service.expiredate),
    });
    const power = hadRunOut ? await resumeRenewed(run, own, expiredate) : {};
    await saveLicenseParams(ctx, target, { expiredate });
    const change = { expiredate, boughtUntil: expiredate, ...power };
    return {
      outcome: { license: ledger.licenseId, expiredate: expiredate ?? '' },
      ledger: () => [{ update: ledger.id, change }],
    };
  },
};

/** Is it to be served: active, or suspended by the vendor alone? */
export async function isServed(
  ctx: Context,
  { id, status }: Pick<Service, 'id' | 'status'>,
): Promise<boolean> {
  return status === 'active' || (status === 'suspended' && (await isOutsideSuspension(ctx, id)));
}

/** Does the client's paid time go on after the license's? */
export function isBehind(vendorEnd: IsoDate | null, serviceEnd: IsoDate | null): boolean {
  if (vendorEnd === null || serviceEnd === null) return false;
  if (isMonthEndGap(vendorEnd, serviceEnd)) return false;
  return daysBetween(vendorEnd, serviceEnd) > SAME_DATE_DAYS;
}

/**
 * Renews a license that the vendor ends before the service does: the next month of a service sold
 * by the year and bought by the month, or a renewal that never came through. At most one unfinished
 * renewal of this kind a service; each term is bought once. None is begun when nothing is due any
 * more, or when a renewal asked by BILLmanager is under way. One that was left unfinished is
 * brought to an end: what was bought is noted and told, what was not is bought only if it is still
 * due. Returns whether there was something to be done.
 */
export async function renew(ctx: Context, call: ServiceCall): Promise<boolean> {
  const { item } = call;
  return withService(ctx, item, async lock => {
    const begun = await unfinished(ctx, item, RENEW.command);
    const isBegun = begun.length > 0;
    if (!isBegun && (await unfinished(ctx, item, 'prolong')).length > 0) return false;
    const target = await targetOf(ctx, call);
    const { vendor, itemtype, service } = target;
    await doubtsOfOthers(ctx, item, ({ command }) => command === RENEW.command);
    let ledger = await ctx.journal.licenseOf(item);
    let license = ledger && (await vendor.read(itemtype, ledger.licenseId));
    if (ledger && (!license || license.status === 'deleted')) {
      ledger = await followRenumbered(ctx, target, ledger);
      license = ledger && (await vendor.read(itemtype, ledger.licenseId));
    }
    if (!ledger || !license || license.status === 'deleted') {
      const outcome = { fault: 'license_gone', kind: 'final', text: 'the license is gone' };
      for (const { id } of begun) await ctx.journal.close(id, 'failed', outcome);
      return false;
    }
    // it may have been suspended or closed while this call waited for its turn
    const isActive = await isServed(ctx, service);
    if (!isActive && !isBegun) return false;
    const own = await passGate(ctx, target, ledger, license);
    const isDue = isActive && isBehind(endOf(ctx, target, ledger, license), service.expiredate);
    if (!isDue && !isBegun) return false;
    const asked: ServiceCall = isDue ? call : { ...call, withdrawn: true };
    await runOperation(ctx, RENEW, { ...target, own }, { ...asked, lock });
    return true;
  });
}
