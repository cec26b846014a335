import { addDays, type IsoDate, laterDate } from '../../base/dates.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { type Context, today } from '../engine/context.ts';
import { doubtsOfOthers } from '../engine/in-doubt.ts';
import { notify, UNKNOWN_STATUS } from '../engine/notify.ts';
import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { operationStory } from './cost/operation-story.ts';
import { endOf } from './license/end-of.ts';
import type { OwnLicense } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { type LicenseRun, type LicenseTarget, targetOf } from './license/license-target.ts';
import { planOf } from './license/plan.ts';
import { resumeStep } from './license/power-steps.ts';
import { presentOrLapsed, servingLicense } from './opening/lapsed.ts';
import { covers } from './renewal/paid-period.ts';
import { renewUntil } from './renewal/renew-until.ts';

/**
 * Resumes the license of a service. One that has run out is renewed first, as far as the client has
 * paid: the vendor does not resume it otherwise (docs/reference/vendor-api.md, "A suspended license
 * past its end date"). One that ran out and was deleted there is bought anew.
 */
export const resume = serviceOperation(targetOf, {
  command: 'resume',
  post: 'postresume',
  story: operationStory,
  async execute(run) {
    const { ctx, target } = run;
    const present = await presentOrLapsed(ctx, target);
    await doubtsOfOthers(ctx, target.item, run.isOwn);
    const { own } = await servingLicense(run, present, isPaid);
    const { ledger } = own;
    const now = today(ctx, target.vendor);
    let expiredate = endToResume(ctx, target, own);
    if ((expiredate !== null && expiredate <= now) || run.has('prolong 1')) {
      const until = laterDate(target.service.expiredate, addDays(now, 1));
      const { period } = await planOf(ctx, target.service);
      const enough = (reached: IsoDate | null): boolean =>
        reached === null || (reached > now && (until === null || covers(reached, until)));
      expiredate = await renewUntil(run, own, expiredate, { period, enough });
    }
    if (own.license.status !== 'active' || run.has('resume'))
      await run.step('resume', resumeStep(target, own));
    await saveLicenseParams(ctx, target, { expiredate });
    return {
      outcome: { license: ledger.licenseId },
      ledger: isNotified => {
        const status = isNotified ? 'active' : UNKNOWN_STATUS;
        return [{ update: ledger.id, change: { status, expiredate } }];
      },
    };
  },
  async notify(run) {
    const isNotified = await notify(run, 'postresume');
    if (isNotified) await forgetOutsideSuspension(run.ctx, run.target.item);
    return isNotified;
  },
});

/** Nothing is bought anew for a client who has not paid. */
function isPaid({ ctx, target }: LicenseRun): boolean {
  const { expiredate } = target.service;
  return expiredate === null || expiredate > today(ctx, target.vendor);
}

/** Where nothing can be renewed anyway, a date that cannot be read keeps no license suspended. */
function endToResume(
  ctx: Context,
  target: LicenseTarget,
  { ledger, license }: OwnLicense,
): IsoDate | null {
  if (!target.vendor.abilities.prolong) return dateOrNull(license.expiredate);
  return endOf(ctx, target, ledger, license);
}
