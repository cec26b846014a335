import { addDays, type IsoDate, laterDate } from '../../base/dates.ts';
import { today } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { UNKNOWN_STATUS } from '../engine/notify.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { readPrepared, requireLicense } from './license/find-license.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { targetOf } from './license/license-target.ts';
import { planOf } from './license/plan.ts';
import { resumeStep } from './license/power-steps.ts';
import { covers } from './renewal/paid-period.ts';
import { renewUntil } from './renewal/renew-until.ts';

/**
 * Resumes the license of a service. One that has run out is renewed first, as far as the client has
 * paid: the vendor does not resume it otherwise (upstream-api.md, "A suspended license past its end
 * date").
 */
export const resume = serviceOperation(targetOf, {
  command: 'resume',
  post: 'postresume',
  async execute(run) {
    const { ctx, target } = run;
    const ledger = await requireLicense(ctx, target);
    await waitForOrdersInDoubt(ctx, target.item, run.isOwn);
    const license = await readPrepared(target, ledger.licenseId);
    const now = today(ctx, target.vendor);
    let expiredate = license.expiredate;
    if ((expiredate !== null && expiredate <= now) || run.has('prolong 1')) {
      const until = laterDate(target.service.expiredate, addDays(now, 1));
      const { period } = await planOf(ctx, target.service);
      const enough = (reached: IsoDate | null): boolean =>
        reached === null || (reached > now && (until === null || covers(reached, until)));
      expiredate = await renewUntil(run, ledger, expiredate, { period, enough });
    }
    if (license.status !== 'active' || run.has('resume'))
      await run.step('resume', resumeStep(target, ledger));
    await saveLicenseParams(ctx, target, { expiredate });
    return {
      outcome: { license: ledger.licenseId },
      ledger: isNotified => {
        const status = isNotified ? 'active' : UNKNOWN_STATUS;
        return [{ update: ledger.id, change: { status, expiredate } }];
      },
    };
  },
});
