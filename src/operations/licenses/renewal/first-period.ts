import { addMonths, dateOf, type IsoDate, parseDate } from '../../../base/dates.ts';
import type { FaultType } from '../../../base/fault.ts';
import { isMonths } from '../../../base/period.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import { today } from '../../engine/context.ts';
import { isActivated } from '../../engine/notify.ts';
import type { Run } from '../../engine/run.ts';
import { endOf } from '../license/end-of.ts';
import type { OwnLicense } from '../license/gate.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { monthsOf, type Plan } from '../license/plan.ts';
import { covers, termsFor } from './paid-period.ts';
import { renewUntil } from './renew-until.ts';
import { countedAsPaid } from './unexplained.ts';

/** What is opened, as far as its first period goes. */
interface FirstPeriod extends LicenseTarget {
  readonly plan: Plan;
  /** When the first operation on the service began. */
  readonly since: Date;
}

/**
 * A fresh order may be shorter than the client's period: it is renewed as often as that takes,
 * counted in terms, for its own date may lie some days before the client's. A license that was
 * there before is renewed until its end date covers the client's. Returns the end date.
 * `actsUpon`: by what refusals the opening goes on with another license.
 */
export async function payFirstPeriod(
  run: Run<FirstPeriod>,
  own: OwnLicense,
  actsUpon?: (refusal: FaultType) => boolean,
): Promise<IsoDate | null> {
  const { ctx, target } = run;
  const { vendor, plan, service } = target;
  const { ledger, license } = own;
  // a refund that no run of cron has seen yet
  const licenseEnd = dateOrNull(license.expiredate);
  const refund =
    ledger.paidUntil === null ? {} : await countedAsPaid(ctx, service, ledger, licenseEnd);
  const until = paidWithOpening(run, { ...ledger, ...refund });
  if (until === null || !vendor.abilities.prolong) return licenseEnd;
  const terms = termsFor(plan.clientPeriod, monthsOf(vendor, plan.period) ?? plan.clientPeriod);
  const isOrdered = run.has('order');
  const end = endOf(ctx, target, { ...ledger, period: plan.period }, license);
  return renewUntil(run, own, end, {
    period: plan.period,
    enough: (reached, bought) => covers(reached, until) || (isOrdered && bought >= terms - 1),
    ...(actsUpon ? { actsUpon } : {}),
  });
}

/**
 * Until when the client has paid when the service is opened; null for a trial or a lifetime, and
 * for an active service that tells no date. The service's date counts as it was when the operation
 * began: renewals that were asked since are operations of their own. A service that was never
 * active and has no date yet, or one that stood behind it from the first (its order date, not its
 * end), gets its whole period from today.
 */
export function paidWithOpening(run: Run<FirstPeriod>, ledger: LedgerLicense): IsoDate | null {
  const { service, plan, vendor, since } = run.target;
  const date = parseDate(run.fact('expiredate'));
  if (isActivated(service)) return ledger.paidUntil ?? date;
  if (date !== null && date > dateOf(since)) return date;
  return isMonths(plan.clientPeriod) ? addMonths(today(run.ctx, vendor), plan.clientPeriod) : null;
}
