import { addDays, type IsoDate, laterDate } from '../base/dates.ts';
import { dateOrNull } from '../products/end-date.ts';
import { isAnewByAge, perform } from './begin.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { cover } from './cover.ts';
import { covers } from './coverage.ts';
import { endOf } from './end-of.ts';
import { requireLicense } from './find-license.ts';
import { type OwnLicense, readPrepared } from './gate.ts';
import { resumeStep } from './power.ts';
import { withService } from './service-lock.ts';
import { settleDoubts } from './settled.ts';
import { planOf, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { post, saveEndDate, UNTOLD } from './tell.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/**
 * Resumes the license of a service. One that has run out is renewed first, as far as the client has paid: upstream does not
 * resume it otherwise (upstream-api.md, "A suspended license past its end date").
 */
export async function resume(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await perform(ctx, subject, 'resume', call, serviceFacts(subject.service), {
      async carryOut(run) {
        const ledger = await requireLicense(ctx, subject);
        await settleDoubts(ctx, subject.item, run.isOwn);
        const own = await readPrepared(ctx, subject, ledger);
        const now = today(ctx, subject.upstream);
        let end = endToResume(ctx, subject, own);
        if ((end !== null && end <= now) || run.has('prolong 1')) {
          const target = laterDate(subject.service.expiredate, addDays(now, 1));
          const { period } = await planOf(ctx, subject);
          const enough = (reached: IsoDate | null): boolean =>
            reached === null || (reached > now && (target === null || covers(reached, target)));
          end = await cover(ctx, run, subject, own, end, { period, enough });
        }
        if (own.license.status !== 'active' || run.has('resume'))
          await run.step('resume', resumeStep(subject, own));
        await saveEndDate(ctx, subject, end);
        const isTold = await post(ctx, call, 'postresume', subject.item, run);
        if (isTold) await forgetVendorSuspension(ctx, subject.item);
        await run.close('done', { license: ledger.licenseId }, [
          { update: ledger.id, change: { status: isTold ? 'active' : UNTOLD, expiredate: end } },
        ]);
      },
      repeat: () => post(ctx, call, 'postresume', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

/** Where nothing can be renewed anyway, a date that cannot be read keeps no license suspended. */
function endToResume(ctx: Context, subject: Subject, { ledger, license }: OwnLicense): IsoDate | null {
  if (!subject.upstream.abilities.prolong) return dateOrNull(license.expiredate);
  return endOf(ctx, subject, ledger, license);
}
