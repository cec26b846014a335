import { addDays, type IsoDate, laterDate } from '../../base/dates.ts';
import { type Context, type ServiceCall, today } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { notify, saveEndDate, UNKNOWN_STATUS } from '../engine/notify.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { readPrepared, requireLicense } from './find-license.ts';
import { planOf, serviceFacts, targetOf } from './license-context.ts';
import { covers } from './paid-period.ts';
import { resumeStep } from './power.ts';
import { renewUntil } from './renew-until.ts';

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
        const license = await readPrepared(target, ledger.licenseId);
        const now = today(ctx, target.vendor);
        let end = license.expiredate;
        if ((end !== null && end <= now) || run.has('prolong 1')) {
          const until = laterDate(target.service.expiredate, addDays(now, 1));
          const { period } = await planOf(ctx, target.service);
          const enough = (reached: IsoDate | null): boolean =>
            reached === null || (reached > now && (until === null || covers(reached, until)));
          end = await renewUntil(run, target, ledger, end, { period, enough });
        }
        if (license.status !== 'active' || run.has('resume'))
          await run.step('resume', resumeStep(target, ledger));
        await saveEndDate(ctx, target, end);
        const isTold = await notify(ctx, call, 'postresume', target.item, run);
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
