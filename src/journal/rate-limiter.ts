import { Columns } from './columns.ts';
import type { Sql } from './database.ts';
import { misuse } from './faults.ts';

/** Processes of one machine share a clock; this much backwards is a correction, not a jump. */
const CORRECTION_MS = 1_000;

/**
 * Reserves the next moment for the account's requests; returns how many milliseconds (whole,
 * rounded up) it is away. Every caller gets its own moment, `1/rate` seconds after the one before;
 * idle time is not saved up for a burst.
 *
 * A reservation made later than now means that the clock was set back. It is ignored, or everybody
 * would wait until the old time comes again. So the wait is never longer than the queue.
 */
export function reserve(
  sql: Sql,
  file: string,
  account: string,
  rate: number,
  now: number,
): number {
  if (!(rate > 0)) throw misuse('rate', `${rate} requests a second cannot be kept`);
  const row = sql.get('SELECT next_at, reserved_at FROM pace WHERE account = ?', account);
  let moment = now;
  if (row !== null) {
    const columns = new Columns(row, file, 'pace');
    const clockWasSetBack = columns.number('reserved_at') > now + CORRECTION_MS;
    if (!clockWasSetBack) moment = Math.max(now, columns.number('next_at'));
  }
  sql.run(
    'INSERT OR REPLACE INTO pace (account, next_at, reserved_at) VALUES (?, ?, ?)',
    account,
    moment + 1000 / rate,
    now,
  );
  return Math.ceil(moment - now);
}
