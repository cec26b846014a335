import { addMonths, daysBetween, type IsoDate, laterDate, parseDate } from '../../base/dates.ts';
import { isMonths } from '../../base/period.ts';
import type { OperationRow } from '../../journal/records.ts';

/*
 * A call of an operation that is finished: does BILLmanager repeat itself, or is it a new wish
 * under a used id (docs/reference/processing-module.md, "Running operations: which call is a
 * retry?")?
 */

/**
 * An id that comes again this soon after its operation was finished is BILLmanager repeating
 * itself; a database that counts from the start again takes weeks to reach the same id.
 */
const REPEAT_MS = 24 * 3600 * 1000;

/** Well under half of the shortest period, well over the drift of a date. */
export const NEAR_DAYS = 10;

/**
 * The usual judgement, for operations that look at the state first: a used id that comes long
 * afterwards is a new wish.
 */
export function isNewByAge(ended: OperationRow, now: Date): boolean {
  return now.getTime() - ended.updatedAt.getTime() >= REPEAT_MS;
}

/**
 * For renewals the dates tell. What was paid, by the finished operation and by those after it,
 * explains the service's date up to `paidUntil`: a date further than that is a new wish, a date
 * that has not come so far is BILLmanager repeating itself. A date exactly there is a repetition if
 * BILLmanager moves dates before the call, and, where it moves them afterwards, a new wish once the
 * operation is old. A date that the operation itself may have moved, for BILLmanager counts from
 * another day than we, is no new wish before that.
 */
export function isNewByDate(
  ended: OperationRow,
  now: Date,
  service: { readonly expiredate: IsoDate | null; readonly paidUntil: IsoDate | null },
): boolean {
  const isOld = isNewByAge(ended, now);
  const began = parseDate(textOf(ended, 'expiredate'));
  const until = parseDate(textOf(ended, 'target'));
  const explained = laterDate(until, service.paidUntil);
  if (until === null || explained === null || service.expiredate === null) return isOld;
  // where BILLmanager moves dates after the call, this operation itself has taken it a period
  // further than it stood
  const period = Number(textOf(ended, 'period'));
  const moved = began !== null && isMonths(period) ? addMonths(began, period) : null;
  const isOwnMove = moved !== null && daysBetween(moved, service.expiredate) <= NEAR_DAYS;
  if (isOwnMove && !isOld) return false;
  const ahead = daysBetween(explained, service.expiredate);
  if (ahead > NEAR_DAYS) return true;
  if (ahead < -NEAR_DAYS) return false;
  const movesAfterwards = began !== null && daysBetween(began, until) > NEAR_DAYS;
  return movesAfterwards && isOld;
}

function textOf(row: OperationRow, name: string): string {
  const value = row.facts[name];
  return typeof value === 'string' ? value : '';
}
