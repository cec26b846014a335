import { daysBetween, type IsoDate, laterDate, parseDate } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { isAwaited, notify, saveEndDate } from '../engine/notify.ts';
import type { Run } from '../engine/run.ts';
import { isAnewByDate, NEAR_DAYS, noteUnbegun, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { endOf } from './end-of.ts';
import { requireLicense } from './find-license.ts';
import { readPrepared } from './gate.ts';
import { type LicenseTarget, renewalPeriod, serviceFacts, targetOf } from './license-context.ts';
import { covers, paidTarget } from './paid-period.ts';
import { renewUntil } from './renew-until.ts';

/**
 * Renews a service. Upstream is charged only as far as its end date does not cover the date until
 * which the client has paid now: not at all inside a longer upstream period, several times for a
 * shorter one.
 */
export async function prolong(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    const ledger = await licenseToRenew(ctx, target, call);
    const until = await renewalEnd(ctx, target, ledger, call);
    const facts = { ...serviceFacts(target.service), target: until ?? '' };
    await runOperation(ctx, target, 'prolong', call, facts, {
      async execute(run) {
        const paidUntil = parseDate(run.fact('target'));
        await waitForOrdersInDoubt(ctx, target.item, run.isOwn);
        const own = await readPrepared(ctx, target, ledger);
        const expiredate = endOf(ctx, target, ledger, own.license);
        const period = await renewalPeriod(ctx, target, ledger);
        if (
          expiredate !== null &&
          !covers(expiredate, paidUntil ?? expiredate) &&
          !target.vendor.abilities.prolong
        ) {
          throw new Fault('not_sold_here', {
            object: 'prolong',
            value: `license ${ledger.licenseId} until ${paidUntil}`,
          });
        }
        const end = await renewUntil(ctx, run, target, own, expiredate, {
          period,
          enough: (reached, terms) =>
            paidUntil === null ? terms >= 1 : covers(reached, paidUntil),
        });
        const [isWished] = await Promise.all([
          tellsItself(run, target.service.expiredate, paidUntil) || isAwaited(ctx, call),
          saveEndDate(ctx, target, end),
        ]);
        if (isWished) {
          await run.note({ told: 'postprolong' });
          await ctx.billmanager.post('postprolong', target.item);
        }
        // neither told nor awaited: it was withdrawn meanwhile, and what was bought for it serves
        // the client's next renewal
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
      repeat: () => notify(ctx, call, 'postprolong', target.item),
      isAnew: ended =>
        isAnewByDate(
          ended,
          { expiredate: target.service.expiredate, paidUntil: ledger.paidUntil },
          ctx.clock.now(),
        ),
    });
  });
}

/**
 * Need BILLmanager not be asked whether it still waits? A renewal that is withdrawn while it is
 * carried out takes the service's date back with it, and the next renewal sees that. Not so where
 * the date tells of further wishes than this one, and an attempt that is taken up again may have
 * told BILLmanager before.
 */
function tellsItself(run: Run, expiredate: IsoDate | null, until: IsoDate | null): boolean {
  const isAhead =
    expiredate !== null && until !== null && daysBetween(until, expiredate) > NEAR_DAYS;
  return !run.resumed && !isAhead;
}

async function licenseToRenew(
  ctx: Context,
  target: LicenseTarget,
  call: ServiceCall,
): Promise<LedgerLicense> {
  try {
    return await requireLicense(ctx, target);
  } catch (error) {
    await noteUnbegun(ctx, 'prolong', call, error);
    throw error;
  }
}

/**
 * Until when this renewal takes the client; null when the service's form does not tell its date or
 * period.
 */
async function renewalEnd(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
  call: ServiceCall,
): Promise<IsoDate | null> {
  const { expiredate, period } = target.service;
  if (expiredate === null || period === null) return null;
  const pending = await pendingRenewals(ctx, target, call);
  return paidTarget({
    expiredate,
    period,
    paidUntil: ledger.paidUntil,
    seenExpiredate: ledger.seenExpiredate,
    pending,
  });
}

/**
 * Other renewals of the service that were begun, not finished, and not withdrawn in BILLmanager.
 */
async function pendingRenewals(
  ctx: Context,
  target: LicenseTarget,
  call: ServiceCall,
): Promise<number> {
  const journal = await ctx.journal();
  const unfinished = await journal.operations({
    item: target.item,
    command: 'prolong',
    states: ['open', 'waiting'],
  });
  let pending = 0;
  for (const { runningOperation } of unfinished) {
    if (runningOperation === null || runningOperation === call.runningOperation) continue;
    if ((await ctx.billmanager.runningOperation(runningOperation)) !== null) pending += 1;
  }
  return pending;
}
