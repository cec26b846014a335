import { addMonths, dateOf, type IsoDate, parseDate } from '../base/dates.ts';
import { LIFETIME, type Period } from '../base/period.ts';
import { badAnswer, cut } from './answer-fields.ts';
import type { EndDate, LicenseRow } from './vendor.ts';

/** How a panel writes that there is no date. */
const NO_DATE: ReadonlySet<string> = new Set(['', '0000-00-00', '0000-00-00 00:00:00']);

/** Nobody sells further ahead. */
const MOST_MONTHS = 100 * 12;
/** Of a text that is no date so much is kept, for people. */
const LONGEST_UNREAD = 40;

/** The last date that is believed of an answer that came now. */
export const latestDate = (now: Date): IsoDate => addMonths(dateOf(now), MOST_MONTHS);

/** A date of an answer's field up to `latest`; null for none. */
export function parseDateUpTo(text: string, latest: IsoDate): IsoDate | null {
  const date = parseDate(text);
  return date !== null && date <= latest ? date : null;
}

/**
 * The end date of an answer's field. That there is none, or one that is centuries away, is a
 * lifetime only where the license's period says so: a date that is missing or cannot be believed on
 * any other is none (see `UnreadDate`).
 */
export function parseEndDate(text: string, period: Period | null, latest: IsoDate): EndDate {
  const date = parseDateUpTo(text, latest);
  if (date !== null) return date;
  const isNone = NO_DATE.has(text.trim()) || parseDate(text) !== null;
  return period === LIFETIME && isNone ? null : { unread: cut(text, LONGEST_UNREAD) };
}

export const isRead = (end: EndDate): end is IsoDate | null =>
  end === null || typeof end === 'string';

/** The date itself; null for a lifetime and for one that could not be read. */
export const dateOrNull = (end: EndDate): IsoDate | null => (isRead(end) ? end : null);

/**
 * Does the answer fail to tell a date that it must tell? Where it tells no period either, as the
 * oldest dialect never does, a date that is not there may be that of a lifetime.
 */
export function isBadDate({
  expiredate,
  period,
}: Pick<LicenseRow, 'expiredate' | 'period'>): boolean {
  return !isRead(expiredate) && (period !== null || !NO_DATE.has(expiredate.unread.trim()));
}

/**
 * What a license's answer tells in place of an end date: upstream_answer_bad, passing, for it may
 * be mended any time.
 */
export function unreadDate({
  id,
  itemtype,
  expiredate,
}: Pick<LicenseRow, 'id' | 'itemtype' | 'expiredate'>) {
  const text = isRead(expiredate) ? (expiredate ?? '') : expiredate.unread;
  return badAnswer(`${itemtype}.edit`, `license ${id}: end date "${text}"`, 'passing');
}
