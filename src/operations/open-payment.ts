import { addMonths, dateOf, type IsoDate, parseDate } from '../base/dates.ts';
import { isMonths } from '../base/period.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { dateOrNull } from '../products/end-date.ts';
import type { Wanted } from './acquire.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { cover } from './cover.ts';
import { covers, termsFor } from './coverage.ts';
import { endOf } from './end-of.ts';
import type { OwnLicense } from './gate.ts';
import type { Run } from './run.ts';
import { monthsOf, type Plan, type Subject } from './subject.ts';
import { isActivated } from './tell.ts';

/** What an opening works with. */
export interface Opening {
  readonly subject: Subject;
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly call: ServiceCall;
  readonly command: 'open' | 'reopen';
  /** When the first operation on the service began. */
  readonly since: Date;
}

/**
 * A fresh order may be shorter than the client's period: it is renewed as often as that takes, counted in terms, for its own date may lie
 * some days before the client's. A license that was there before is renewed until its end date covers the client's. Answers the end date.
 */
export async function payFirstPeriod(
  ctx: Context,
  run: Run,
  opening: Opening,
  own: OwnLicense,
): Promise<IsoDate | null> {
  const { subject, plan } = opening;
  const { ledger, license } = own;
  const target = paidWithOpening(ctx, run, opening, ledger);
  if (target === null || !subject.upstream.abilities.prolong) return dateOrNull(license.expiredate);
  const months = monthsOf(subject.upstream, plan.period);
  const terms = termsFor(plan.clientPeriod, months ?? plan.clientPeriod);
  const isOrdered = run.has('order');
  return cover(ctx, run, subject, own, endOf(ctx, subject, { ...ledger, period: plan.period }, license), {
    period: plan.period,
    enough: (end, bought) => covers(end, target) || (isOrdered && bought >= terms - 1),
  });
}

/**
 * Until when the client has paid when the service is opened; null for a trial or a lifetime. The service's date counts as it was when the
 * operation began: renewals that were asked since are operations of their own. A service that was never active and has no date
 * yet, or one that stood behind it from the first (its order date, not its end), gets its whole period from today.
 */
export function paidWithOpening(
  ctx: Context,
  run: Run,
  { subject, plan, since }: Opening,
  ledger: LedgerLicense,
): IsoDate | null {
  const wasActive = isActivated(subject.service);
  if (wasActive && ledger.paidUntil !== null) return ledger.paidUntil;
  const date = parseDate(run.fact('expiredate'));
  if (date !== null && (wasActive || date > dateOf(since))) return date;
  const now = today(ctx, subject.upstream);
  return isMonths(plan.clientPeriod) ? addMonths(now, plan.clientPeriod) : null;
}
