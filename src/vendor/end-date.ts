import { type IsoDate, parseDate } from '../base/dates.ts';
import { LIFETIME, type Period } from '../base/period.ts';
import { badAnswer } from './answer-fields.ts';
import type { EndDate, LicenseRow } from './vendor.ts';

/** How a panel writes that there is no date. */
const NO_DATE: ReadonlySet<string> = new Set(['', '0000-00-00', '0000-00-00 00:00:00']);

/**
 * The end date of an answer's field. That there is none is a lifetime only where the license's
 * period says so: a date that is missing or cannot be read on any other is none that could be
 * believed (see `UnreadDate`).
 */
export function parseEndDate(text: string, period: Period | null): EndDate {
  const date = parseDate(text);
  if (date !== null) return date;
  return period === LIFETIME && NO_DATE.has(text.trim()) ? null : { unread: text };
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
  return badAnswer(`${itemtype}.edit`, `license ${id}: end date "${text.slice(0, 40)}"`, 'passing');
}
