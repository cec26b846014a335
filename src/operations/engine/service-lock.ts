import { Fault } from '../../base/fault.ts';
import type { Context } from './context.ts';

/** Long enough for a call that only tells; an order that is still under way is left to a retry. */
const WAIT_MS = 10_000;

/**
 * Runs `work` while no other process works on the service. Fault service_busy (passing) when one
 * does for too long.
 */
export async function withService<T>(
  ctx: Context,
  item: string,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await ctx.journal.lock(`item ${item}`, WAIT_MS);
  if (!lock) throw new Fault('service_busy', { object: item });
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
