import { addDays, type IsoDate, laterDate } from '../../base/dates.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { type Context, type ServiceCall, today } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { notify, saveEndDate, UNKNOWN_STATUS } from '../engine/notify.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { endOf } from './end-of.ts';
import { requireLicense } from './find-license.ts';
import { type OwnLicense, readPrepared } from './gate.ts';
import { type LicenseTarget, planOf, serviceFacts, targetOf } from './license-context.ts';
import { covers } from './paid-period.ts';
import { resumeStep } from './power.ts';
import { renewUntil } from './renew-until.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/**
 * Resumes the license of a service. One that has run out is renewed first, as far as the client has
 * paid: upstream does not resume it otherwise (upstream-api.md, "A suspended license past its end
 * date").
 */
export async function resume(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await runOperation(ctx, target, 'resume', call, serviceFacts(target.service), {
      async execute(run) {
        const ledger = await requireLicense(ctx, target);
        await waitForOrdersInDoubt(ctx, target.item, run.isOwn);
        const own = await readPrepared(ctx, target, ledger);
        const now = today(ctx, target.vendor);
        let end = endToResume(ctx, target, own);
        if ((end !== null && end <= now) || run.has('prolong 1')) {
          const until = laterDate(target.service.expiredate, addDays(now, 1));
          const { period } = await planOf(ctx, target);
          const enough = (reached: IsoDate | null): boolean =>
            reached === null || (reached > now && (until === null || covers(reached, until)));
          end = await renewUntil(ctx, run, target, own, end, { period, enough });
        }
        if (own.license.status !== 'active' || run.has('resume'))
          await run.step('resume', resumeStep(target, own));
        await saveEndDate(ctx, target, end);
        const isTold = await notify(ctx, call, 'postresume', target.item, run);
        if (isTold) await forgetVendorSuspension(ctx, target.item);
        await run.close('done', { license: ledger.licenseId }, [
          {
            update: ledger.id,
            change: { status: isTold ? 'active' : UNKNOWN_STATUS, expiredate: end },
          },
        ]);
      },
      repeat: () => notify(ctx, call, 'postresume', target.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
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
