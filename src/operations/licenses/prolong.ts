import { bothOf } from '../../base/both-of.ts';
import { daysBetween, type IsoDate, parseDate } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { doubtsOfOthers } from '../engine/in-doubt.ts';
import { isAwaited } from '../engine/notify.ts';
import { isNewByDate, NEAR_DAYS } from '../engine/repeated-call.ts';
import type { Run } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { factsOf } from '../engine/step.ts';
import { unfinished } from '../engine/unfinished.ts';
import { operationStory } from './cost/operation-story.ts';
import { endOf } from './license/end-of.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { renewalPeriod } from './license/plan.ts';
import { presentOrLapsed, servingLicense } from './opening/lapsed.ts';
import { covers, paidTarget, type Renewal } from './renewal/paid-period.ts';
import { renewUntil } from './renewal/renew-until.ts';
import { noteRunOut, resumeRenewed } from './renewal/resume-renewed.ts';

/** A service, its license, and the date until which this renewal takes the client. */
interface RenewalTarget extends LicenseTarget {
  readonly ledger: LedgerLicense;
  /** null: the service's form lacks its date or period. */
  readonly until: IsoDate | null;
}

/**
 * Renews a service. The vendor is charged only as far as the license's end date does not cover the
 * date until which the client has paid now: not at all inside a longer period of the vendor's,
 * several times for a shorter one. One that had run out is resumed then, if the vendor alone had
 * suspended it.
 */
export const prolong = serviceOperation(renewalTargetOf, {
  command: 'prolong',
  post: 'postprolong',
  facts: ({ until }) => ({ target: until ?? '' }),
  story: operationStory,
  async execute(run) {
    const { ctx, target } = run;
    const { ledger, vendor, service } = target;
    const paidUntil = paidBy(run);
    await doubtsOfOthers(ctx, target.item, run.isOwn);
    const { own, isNew } = await servingLicense(run, ledger);
    const before = endOf(ctx, target, own.ledger, own.license);
    const period = await renewalPeriod(ctx, service, own.ledger);
    const enough = (end: IsoDate | null, terms: number): boolean =>
      paidUntil === null ? isNew || terms >= 1 : covers(end, paidUntil);
    const isCovered = paidUntil === null || covers(before, paidUntil);
    if (!isCovered && !vendor.abilities.prolong) {
      throw new Fault('not_sold_here', {
        object: 'prolong',
        value: `license ${own.license.id} until ${paidUntil}`,
      });
    }
    const hadRunOut = await noteRunOut(run, before);
    const expiredate = await renewUntil(run, own, before, { period, enough });
    const power = hadRunOut ? await resumeRenewed(run, own, expiredate) : {};
    return {
      outcome: { license: own.license.id, expiredate: expiredate ?? '' },
      ledger: isPaid => {
        // one that is noted late is not the last that is known
        const isLast = paidUntil === null || paidUntil >= (ledger.paidUntil ?? '');
        const paid = isLast
          ? {
              paidUntil: paidUntil ?? ledger.paidUntil,
              seenExpiredate: parseDate(run.fact('expiredate')),
            }
          : {};
        return [
          {
            update: own.ledger.id,
            change: { expiredate, boughtUntil: expiredate, ...power, ...(isPaid ? paid : {}) },
          },
        ];
      },
    };
  },
  /**
   * Need BILLmanager not be asked whether it still waits? A renewal that is withdrawn while it is
   * carried out takes the service's date back with it, and the next renewal sees that. Not so where
   * the date tells of further wishes than this one, and an attempt that is taken up again may have
   * told BILLmanager before. Neither told nor awaited: it was withdrawn meanwhile, and what was
   * bought for it serves the client's next renewal.
   */
  async notify(run, outcome) {
    const { ctx, call, target } = run;
    const end = outcome['expiredate'];
    const save = (): Promise<void> =>
      saveLicenseParams(ctx, target, {
        expiredate: typeof end === 'string' ? parseDate(end) : null,
      });
    const { expiredate } = target.service;
    const until = paidBy(run);
    const isAhead =
      expiredate !== null && until !== null && daysBetween(until, expiredate) > NEAR_DAYS;
    if ((run.resumed || isAhead) && !(await isAwaited(ctx, call))) {
      await save();
      return run.fact('told') !== '';
    }
    await run.note({ told: 'postprolong' });
    // neither needs the other: an attempt that dies between them is taken up again
    await bothOf(save(), ctx.billmanager.post('postprolong', target.item));
    return true;
  },
  isNew: (ended, now, { service, ledger }) =>
    isNewByDate(ended, now, { expiredate: service.expiredate, paidUntil: ledger.paidUntil }),
});

/** Until when this renewal takes the client, as it was found when it began. */
const paidBy = (run: Run): IsoDate | null => parseDate(run.fact('target'));

async function renewalTargetOf(ctx: Context, call: ServiceCall): Promise<RenewalTarget> {
  const target = await targetOf(ctx, call);
  const ledger = await presentOrLapsed(ctx, target);
  return { ...target, ledger, until: await renewalEnd(ctx, target, ledger, call) };
}

async function renewalEnd(
  ctx: Context,
  { item, service }: LicenseTarget,
  ledger: LedgerLicense,
  call: ServiceCall,
): Promise<IsoDate | null> {
  const { expiredate, period } = service;
  if (expiredate === null || period === null) return null;
  return paidTarget({ expiredate, period, ...(await earlierRenewals(ctx, item, ledger, call)) });
}

/**
 * What is known of the renewals before this one. One that was begun, and neither finished nor
 * withdrawn in BILLmanager, is pending. One that BILLmanager was told of, and whose end was not
 * noted any more, counts as if it had been.
 */
async function earlierRenewals(
  ctx: Context,
  item: string,
  { paidUntil, seenExpiredate }: LedgerLicense,
  call: ServiceCall,
): Promise<Pick<Renewal, 'paidUntil' | 'seenExpiredate' | 'pending'>> {
  let known = { paidUntil, seenExpiredate };
  let pending = 0;
  for (const { runningOperation, facts } of await unfinished(ctx, item, 'prolong')) {
    if (runningOperation === null || runningOperation === call.runningOperation) continue;
    if ((await ctx.billmanager.runningOperation(runningOperation)) !== null) pending += 1;
    else {
      const { told = '', target, expiredate } = factsOf(facts);
      const until = parseDate(target);
      if (told !== '' && until !== null && until > (known.paidUntil ?? ''))
        known = { paidUntil: until, seenExpiredate: parseDate(expiredate) };
    }
  }
  return { ...known, pending };
}
