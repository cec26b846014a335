import { readFileSync } from 'node:fs';

/**
 * The kernel counts in hundredths of a second towards programs (USER_HZ, the same on every Linux
 * that Node runs on).
 */
const TICK_MS = 10;

/**
 * Processor time in milliseconds of a process itself; `reaped`: of its ended children and theirs.
 */
export function processorTime(pid: number | 'self'): {
  readonly own: number;
  readonly reaped: number;
} {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // proc(5): (14) utime (15) stime (16) cutime (17) cstime; the first two fields stand before the
  // cut
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { own: (user + system) * TICK_MS, reaped: (childUser + childSystem) * TICK_MS };
}
