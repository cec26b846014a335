import { addMonths, dateOf, type IsoDate, parseDate } from '../../base/dates.ts';
import { isMonths } from '../../base/period.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { type Context, type ServiceCall, today } from '../engine/context.ts';
import { isActivated } from '../engine/notify.ts';
import type { Run } from '../engine/run.ts';
import type { Wanted } from './acquire.ts';
import { endOf } from './end-of.ts';
import type { OwnLicense } from './gate.ts';
import { type LicenseTarget, monthsOf, type Plan } from './license-context.ts';
import { covers, termsFor } from './paid-period.ts';
import { renewUntil } from './renew-until.ts';

/** What an opening works with. */
export interface Opening {
  readonly target: LicenseTarget;
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly call: ServiceCall;
  readonly command: 'open' | 'reopen';
  /** When the first operation on the service began. */
  readonly since: Date;
}

/**
 * A fresh order may be shorter than the client's period: it is renewed as often as that takes,
 * counted in terms, for its own date may lie some days before the client's. A license that was
 * there before is renewed until its end date covers the client's. Returns the end date.
 */
export async function payFirstPeriod(
  ctx: Context,
  run: Run,
  opening: Opening,
  own: OwnLicense,
): Promise<IsoDate | null> {
  const { target, plan } = opening;
  const { ledger, license } = own;
  const until = paidWithOpening(ctx, run, opening, ledger);
  if (until === null || !target.vendor.abilities.prolong) return dateOrNull(license.expiredate);
  const months = monthsOf(target.vendor, plan.period);
  const terms = termsFor(plan.clientPeriod, months ?? plan.clientPeriod);
  const isOrdered = run.has('order');
  return renewUntil(
    ctx,
    run,
    target,
    own,
    endOf(ctx, target, { ...ledger, period: plan.period }, license),
    {
      period: plan.period,
      enough: (end, bought) => covers(end, until) || (isOrdered && bought >= terms - 1),
    },
  );
}

/**
 * Until when the client has paid when the service is opened; null for a trial or a lifetime. The
 * service's date counts as it was when the operation began: renewals that were asked since are
 * operations of their own. A service that was never active and has no date yet, or one that stood
 * behind it from the first (its order date, not its end), gets its whole period from today.
 */
export function paidWithOpening(
  ctx: Context,
  run: Run,
  { target, plan, since }: Opening,
  ledger: LedgerLicense,
): IsoDate | null {
  const wasActive = isActivated(target.service);
  if (wasActive && ledger.paidUntil !== null) return ledger.paidUntil;
  const date = parseDate(run.fact('expiredate'));
  if (date !== null && (wasActive || date > dateOf(since))) return date;
  const now = today(ctx, target.vendor);
  return isMonths(plan.clientPeriod) ? addMonths(now, plan.clientPeriod) : null;
}
