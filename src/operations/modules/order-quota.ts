import { dateOf } from '../../base/dates.ts';
import type { Context } from '../engine/context.ts';

const KEY = 'automatic orders';
const LOCK_MS = 10_000;

/**
 * Takes one of the day's automatic orders; false when none is left, or when it cannot be told
 * because other processes hold the count. Whoever knows numbers of licenses can click "Buy" for
 * them: this bounds what that may cost.
 */
export async function takeFromQuota(ctx: Context, most: number): Promise<boolean> {
  const { journal } = ctx;
  const lock = await journal.lock(KEY, LOCK_MS);
  if (!lock) return false;
  try {
    const today = dateOf(ctx.clock.now());
    const kept = (await journal.recall(KEY))?.value;
    const [day, count] = typeof kept === 'string' ? kept.split(' ') : [];
    const used = day === today ? Number(count) : 0;
    if (used >= most) {
      ctx.log.warning(`automatic orders: the ${most} of today (max_orders) are used up`);
      return false;
    }
    await journal.remember(KEY, `${today} ${used + 1}`);
    return true;
  } finally {
    await lock.release();
  }
}
