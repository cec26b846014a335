import { daysBetween, type IsoDate } from '../base/dates.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { perform } from './begin.ts';
import type { Context } from './context.ts';
import { cover } from './cover.ts';
import { readLicense } from './find-license.ts';
import { resumeStep } from './power.ts';
import { withService } from './service-lock.ts';
import { renewalPeriod, type Subject, serviceFacts } from './subject.ts';
import { saveEndDate } from './tell.ts';

/** Two clocks in two time zones differ by a day: that alone buys no further term. */
const SAME_DATE_DAYS = 1;

/** Does the client's paid time go on after the license's? */
export function isBehind(upstreamEnd: IsoDate | null, serviceEnd: IsoDate | null): boolean {
  if (upstreamEnd === null || serviceEnd === null) return false;
  return daysBetween(upstreamEnd, serviceEnd) > SAME_DATE_DAYS;
}

/**
 * Renews a license that upstream ends before the service does: the next month of a service sold by the year and bought by
 * the month, or a renewal that never came through. At most one unfinished renewal of this kind a service; each term is bought once
 * (cover). Nothing is done when a renewal asked by BILLmanager is under way. Answers the new end date; null if nothing was due.
 */
export async function renewDue(
  ctx: Context,
  subject: Subject,
  ledger: LedgerLicense,
): Promise<IsoDate | null> {
  return withService(ctx, subject.item, async () => {
    const journal = await ctx.journal();
    const asked = await journal.operations({
      item: subject.item,
      command: 'prolong',
      states: ['open', 'waiting'],
      limit: 1,
    });
    if (asked.length > 0) return null;
    const license = await readLicense(subject, ledger.licenseId);
    const goal = subject.service.expiredate;
    if (goal === null || !isBehind(license.expiredate, goal)) return null;
    let end: IsoDate | null = null;
    const call = { item: subject.item, runningOperation: null, itemtype: subject.itemtype };
    await perform(ctx, subject, 'renew', call, serviceFacts(subject.service), {
      async carryOut(run) {
        // one term: what is still missing falls due when this one ends
        const enough = (reached: IsoDate | null, terms: number): boolean =>
          terms >= 1 || !isBehind(reached, goal);
        end = await cover(run, subject, ledger, license.expiredate, {
          period: await renewalPeriod(ctx, subject, ledger),
          enough,
        });
        // it was suspended because it ran out; its service is active, so nobody wanted that
        if (license.status === 'suspended') await run.step('resume', resumeStep(subject, ledger));
        await saveEndDate(ctx, subject, end);
        await run.close('done', { license: ledger.licenseId, expiredate: end ?? '' }, [
          { update: ledger.id, change: { expiredate: end, status: 'active' } },
        ]);
      },
      repeat: async () => {},
      isAnew: () => true,
    });
    return end;
  });
}
