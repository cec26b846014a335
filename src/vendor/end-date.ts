import { addMonths, dateOf, type IsoDate, parseDate } from '../base/dates.ts';
import { LIFETIME, type Period } from '../base/period.ts';
import { badAnswer, cut } from './answer-fields.ts';
import type { EndDate, LicenseRow } from './vendor.ts';

/** A panel's spellings of "no date". */
const NO_DATE: ReadonlySet<string> = new Set(['', '0000-00-00', '0000-00-00 00:00:00']);

/** Nobody sells further ahead. */
const MOST_MONTHS = 100 * 12;
/** How much is kept, for people, of a text that is no date. */
const LONGEST_UNREAD = 40;

/** The latest date that is believed in an answer received now. */
export const latestDate = (now: Date): IsoDate => addMonths(dateOf(now), MOST_MONTHS);

/** The date in an answer's field, if not after `latest`; null if there is none. */
export function parseDateUpTo(text: string, latest: IsoDate): IsoDate | null {
  const date = parseDate(text);
  return date !== null && date <= latest ? date : null;
}

/**
 * The end date in an answer's field. A missing date, or one that is centuries away, means a
 * lifetime only if the license's period says so; on any other license it is unread (see
 * `UnreadDate`).
 */
export function parseEndDate(text: string, period: Period | null, latest: IsoDate): EndDate {
  const date = parseDateUpTo(text, latest);
  if (date !== null) return date;
  const isNone = NO_DATE.has(text.trim()) || parseDate(text) !== null;
  return period === LIFETIME && isNone ? null : { unread: cut(text, LONGEST_UNREAD) };
}

export const isRead = (end: EndDate): end is IsoDate | null =>
  end === null || typeof end === 'string';

/** The date itself; null for a lifetime and for an unread date. */
export const dateOrNull = (end: EndDate): IsoDate | null => (isRead(end) ? end : null);

/**
 * Does the answer lack a date that it must have? If it has no period either, as in the oldest
 * dialect, a missing date may mean a lifetime.
 */
export function isBadDate({
  expiredate,
  period,
}: Pick<LicenseRow, 'expiredate' | 'period'>): boolean {
  return !isRead(expiredate) && (period !== null || !NO_DATE.has(expiredate.unread.trim()));
}

/**
 * The fault for what an answer has in place of an end date: upstream_answer_bad, passing, as the
 * vendor may fix it at any time.
 */
export function unreadDate({
  id,
  itemtype,
  expiredate,
}: Pick<LicenseRow, 'id' | 'itemtype' | 'expiredate'>) {
  const text = isRead(expiredate) ? (expiredate ?? '') : expiredate.unread;
  return badAnswer(`${itemtype}.edit`, `license ${id}: end date "${text}"`, 'passing');
}
