import { daysBetween, type IsoDate, laterDate, parseDate } from '../base/dates.ts';
import { Fault } from '../base/fault.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { isAnewByDate, NEAR_DAYS, noteUnbegun, perform } from './begin.ts';
import type { Context, ServiceCall } from './context.ts';
import { cover } from './cover.ts';
import { covers, paidTarget } from './coverage.ts';
import { endOf } from './end-of.ts';
import { requireLicense } from './find-license.ts';
import { readPrepared } from './gate.ts';
import type { Run } from './run.ts';
import { withService } from './service-lock.ts';
import { settleDoubts } from './settled.ts';
import { renewalPeriod, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { isAwaited, post, saveEndDate } from './tell.ts';

/**
 * Renews a service. Upstream is charged only as far as its end date does not cover the date until which the client has paid
 * now: not at all inside a longer upstream period, several times for a shorter one.
 */
export async function prolong(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    const ledger = await licenseToRenew(ctx, subject, call);
    const target = await targetOf(ctx, subject, ledger, call);
    const facts = { ...serviceFacts(subject.service), target: target ?? '' };
    await perform(ctx, subject, 'prolong', call, facts, {
      async carryOut(run) {
        const paidUntil = parseDate(run.fact('target'));
        await settleDoubts(ctx, subject.item, run.isOwn);
        const own = await readPrepared(ctx, subject, ledger);
        const expiredate = endOf(ctx, subject, ledger, own.license);
        const period = await renewalPeriod(ctx, subject, ledger);
        if (
          expiredate !== null &&
          !covers(expiredate, paidUntil ?? expiredate) &&
          !subject.upstream.abilities.prolong
        ) {
          throw new Fault('not_sold_here', {
            object: 'prolong',
            value: `license ${ledger.licenseId} until ${paidUntil}`,
          });
        }
        const end = await cover(ctx, run, subject, own, expiredate, {
          period,
          enough: (reached, terms) => (paidUntil === null ? terms >= 1 : covers(reached, paidUntil)),
        });
        const [isWished] = await Promise.all([
          tellsItself(run, subject.service.expiredate, paidUntil) || isAwaited(ctx, call),
          saveEndDate(ctx, subject, end),
        ]);
        if (isWished) {
          await run.note({ told: 'postprolong' });
          await ctx.billing.post('postprolong', subject.item);
        }
        // neither told nor awaited: it was withdrawn meanwhile, and what was bought for it serves the client's next renewal
        const isPaid = isWished || run.fact('told') !== '';
        const change = {
          expiredate: end,
          ...(isPaid
            ? {
                paidUntil: laterDate(paidUntil, ledger.paidUntil),
                seenExpiredate: parseDate(run.fact('expiredate')),
              }
            : {}),
        };
        await run.close('done', { license: ledger.licenseId, expiredate: end ?? '' }, [
          { update: ledger.id, change },
        ]);
      },
      repeat: () => post(ctx, call, 'postprolong', subject.item),
      isAnew: ended =>
        isAnewByDate(
          ended,
          { expiredate: subject.service.expiredate, paidUntil: ledger.paidUntil },
          ctx.clock.now(),
        ),
    });
  });
}

/**
 * Need BILLmanager not be asked whether it still waits? A renewal that is withdrawn while it is carried out takes the service's date back
 * with it, and the next renewal sees that. Not so where the date tells of further wishes than this one, and an attempt that is
 * taken up again may have told BILLmanager before.
 */
function tellsItself(run: Run, expiredate: IsoDate | null, target: IsoDate | null): boolean {
  const isAhead = expiredate !== null && target !== null && daysBetween(target, expiredate) > NEAR_DAYS;
  return !run.resumed && !isAhead;
}

async function licenseToRenew(ctx: Context, subject: Subject, call: ServiceCall): Promise<LedgerLicense> {
  try {
    return await requireLicense(ctx, subject);
  } catch (error) {
    await noteUnbegun(ctx, 'prolong', call, error);
    throw error;
  }
}

/** Until when this renewal takes the client; null when the service's form does not tell its date or period. */
async function targetOf(
  ctx: Context,
  subject: Subject,
  ledger: LedgerLicense,
  call: ServiceCall,
): Promise<IsoDate | null> {
  const { expiredate, period } = subject.service;
  if (expiredate === null || period === null) return null;
  const pending = await pendingRenewals(ctx, subject, call);
  return paidTarget({
    expiredate,
    period,
    paidUntil: ledger.paidUntil,
    seenExpiredate: ledger.seenExpiredate,
    pending,
  });
}

/** Other renewals of the service that were begun, not finished, and not withdrawn in BILLmanager. */
async function pendingRenewals(ctx: Context, subject: Subject, call: ServiceCall): Promise<number> {
  const journal = await ctx.journal();
  const unfinished = await journal.operations({
    item: subject.item,
    command: 'prolong',
    states: ['open', 'waiting'],
  });
  let pending = 0;
  for (const { runningOperation } of unfinished) {
    if (runningOperation === null || runningOperation === call.runningOperation) continue;
    if ((await ctx.billing.runningOperation(runningOperation)) !== null) pending += 1;
  }
  return pending;
}
