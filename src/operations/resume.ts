import { addDays, type IsoDate, laterDate } from '../base/dates.ts';
import { isAnewByAge, perform } from './begin.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { cover } from './cover.ts';
import { covers } from './coverage.ts';
import { readPrepared, requireLicense } from './find-license.ts';
import { resumeStep } from './power.ts';
import { withService } from './service-lock.ts';
import { settleDoubts } from './settled.ts';
import { planOf, serviceFacts, subjectOf } from './subject.ts';
import { post, saveEndDate, UNTOLD } from './tell.ts';

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
        const license = await readPrepared(subject, ledger.licenseId);
        const now = today(ctx, subject.upstream);
        let end = license.expiredate;
        if ((end !== null && end <= now) || run.has('prolong 1')) {
          const target = laterDate(subject.service.expiredate, addDays(now, 1));
          const { period } = await planOf(ctx, subject);
          const enough = (reached: IsoDate | null): boolean =>
            reached === null || (reached > now && (target === null || covers(reached, target)));
          end = await cover(run, subject, ledger, end, { period, enough });
        }
        if (license.status !== 'active' || run.has('resume'))
          await run.step('resume', resumeStep(subject, ledger));
        await saveEndDate(ctx, subject, end);
        const isTold = await post(ctx, call, 'postresume', subject.item, run);
        await run.close('done', { license: ledger.licenseId }, [
          { update: ledger.id, change: { status: isTold ? 'active' : UNTOLD, expiredate: end } },
        ]);
      },
      repeat: () => post(ctx, call, 'postresume', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}
