import { addDays, addMonths, daysBetween, type IsoDate } from '../../../base/dates.ts';
import { isMonths, type Period } from '../../../base/period.ts';

/**
 * Two sides count a month from different days (time zones, a late opening, 31 January + 1 month):
 * an end date at the vendor this close before the client's counts as covering it. What is missing
 * then is bought by the renewal that follows, or by checkevent when it falls due.
 */
export const SLACK_DAYS = 3;

/**
 * Does a license that ends on `vendorEnd` (null: never) serve a client who has paid until `until`?
 */
export function covers(vendorEnd: IsoDate | null, until: IsoDate): boolean {
  return vendorEnd === null || vendorEnd >= addDays(until, -SLACK_DAYS);
}

/**
 * Does a license end some days before the service only because months are of different lengths? On
 * the 31st of January and a month later both sides stand on the 28th of February, and on the 28th
 * and the 31st of March. No term is bought for that.
 */
export function isMonthEndGap(vendorEnd: IsoDate, serviceEnd: IsoDate): boolean {
  const isSameMonth = vendorEnd.slice(0, 7) === serviceEnd.slice(0, 7);
  return isSameMonth && Number(vendorEnd.slice(8)) >= 28 && covers(vendorEnd, serviceEnd);
}

/** What is known when a renewal is asked for. */
export interface Renewal {
  /** The service's end date in BILLmanager, when the renewal is asked for. */
  readonly expiredate: IsoDate;
  readonly period: Period;
  /**
   * Until when the client had paid after the last renewal we finished; null when unknown (a new
   * state file).
   */
  readonly paidUntil: IsoDate | null;
  /** The service's end date when that renewal began; null before the first one. */
  readonly seenExpiredate: IsoDate | null;
  /** Renewals of this service begun before this one and not finished. */
  readonly pending: number;
}

/**
 * The date until which the client will have paid with this renewal.
 *
 * No document says whether BILLmanager moves the service's end date before it calls prolong or
 * after (docs/reference/processing-module.md, "Running operations: which call is a retry?"). What
 * we know of the service explains which: a date that still stands where the last renewal left it
 * has yet to move; one that is a period further has moved. One renewal is one period: a date still
 * further ahead has been moved by wishes whose operations are yet to come, and a date that the
 * renewal before this one found there, and reached, was moved for both. With nothing known the date
 * is taken as moved, as two modules in production found it: the mistaken case buys late, never
 * twice.
 */
export function paidTarget(renewal: Renewal): IsoDate {
  const { expiredate, period, paidUntil, seenExpiredate, pending } = renewal;
  if (!isMonths(period) || paidUntil === null) return expiredate;
  const owed = addMonths(paidUntil, period * (pending + 1));
  const half = daysBetween(paidUntil, addMonths(paidUntil, period)) / 2;
  const ahead = daysBetween(paidUntil, expiredate);
  const unmoved =
    seenExpiredate !== null && Math.abs(daysBetween(seenExpiredate, expiredate)) < half;
  if (ahead > half) return daysBetween(owed, expiredate) < half ? expiredate : owed;
  if (ahead > -half) return unmoved ? expiredate : owed;
  // behind what was paid: a person moved it back, or the last renewal was withdrawn while it was
  // carried out
  return expiredate;
}

/** How many of the vendor's terms a first order needs to serve the client's period. */
export function termsFor(clientPeriod: Period, vendorPeriod: Period): number {
  if (!isMonths(clientPeriod) || !isMonths(vendorPeriod)) return 1;
  return Math.max(1, Math.ceil(clientPeriod / vendorPeriod));
}
