import { daysBetween, type IsoDate } from '../base/dates.ts';
import type { LedgerLicense, OperationRow } from '../journal/journal.ts';
import { perform } from './begin.ts';
import type { Context, ServiceCall } from './context.ts';
import { cover } from './cover.ts';
import { endOf } from './end-of.ts';
import { type OwnLicense, passGate, readOwn } from './gate.ts';
import { resumeStep } from './power.ts';
import { withService } from './service-lock.ts';
import { settleDoubts } from './settled.ts';
import { renewalPeriod, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { saveEndDate } from './tell.ts';

/** Two clocks in two time zones differ by a day: that alone buys no further term. */
const SAME_DATE_DAYS = 1;

/** As the journal names it: no command of BILLmanager's. */
const COMMAND = 'renew';

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
    // it may have been suspended or closed while this call waited for its turn
    const service = await ctx.billing.service(subject.item, subject.itemtype);
    if (service?.status !== 'active') return null;
    await settleDoubts(ctx, subject.item, isRenewal);
    const now = { ...subject, service };
    const own = await readOwn(ctx, now, ledger);
    if (!isBehind(endOf(ctx, now, ledger, own.license), service.expiredate)) return null;
    const call = { item: subject.item, runningOperation: null, itemtype: subject.itemtype };
    return carryOut(ctx, { subject: now, own, call });
  });
}

/**
 * A renewal of this kind that an attempt left unfinished: what was bought is noted and told. What was not bought is bought only
 * if it is due still; else the operation ends there.
 */
export async function finishRenewal(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await settleDoubts(ctx, call.item, isRenewal);
    const ledger = await (await ctx.journal()).licenseOf(call.item);
    const license = ledger && (await subject.upstream.read(subject.itemtype, ledger.licenseId));
    if (!ledger || !license || license.status === 'deleted') return endWithoutLicense(ctx, call.item);
    const { status, expiredate } = subject.service;
    const own = await passGate(ctx, subject, ledger, license);
    const isDue = status === 'active' && isBehind(endOf(ctx, subject, ledger, license), expiredate);
    await carryOut(ctx, { subject, own, call: isDue ? call : { ...call, withdrawn: true } });
  });
}

const isRenewal = ({ command }: OperationRow): boolean => command === COMMAND;

interface Renewal {
  readonly subject: Subject;
  readonly own: OwnLicense;
  readonly call: ServiceCall;
}

async function carryOut(ctx: Context, { subject, own, call }: Renewal): Promise<IsoDate | null> {
  const { ledger, license } = own;
  const goal = subject.service.expiredate;
  let end: IsoDate | null = null;
  await perform(ctx, subject, COMMAND, call, serviceFacts(subject.service), {
    async carryOut(run) {
      // one term: what is still missing falls due when this one ends
      end = await cover(ctx, run, subject, own, endOf(ctx, subject, ledger, license), {
        period: await renewalPeriod(ctx, subject, ledger),
        enough: (reached, terms) => terms >= 1 || !isBehind(reached, goal),
      });
      // it was suspended because it ran out; its service is active, so nobody wanted that
      const resumes = license.status === 'suspended' && subject.service.status === 'active';
      if (resumes || run.has('resume'))
        await run.step('resume', { ...resumeStep(subject, own), completes: true });
      await saveEndDate(ctx, subject, end);
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
  const unfinished = await journal.operations({ item, command: COMMAND, states: ['open', 'waiting'] });
  for (const { id } of unfinished)
    await journal.close(id, 'failed', { fault: 'license_gone', kind: 'final', text: 'the license is gone' });
}
