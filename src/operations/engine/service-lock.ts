import { type BootTime, elapsedMs } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Context } from './context.ts';
import { requireKnownMachine } from './known-machine.ts';

/** Held by whoever works on a service. */
export interface ServiceLock {
  /**
   * Called just before a change that is based on data read at `since`. Faults (passing): lock_lost
   * when another process has taken the service over, proof_stale when that is too long ago.
   */
  requireHeld(since: BootTime): void;
}

/** Long enough for a call that only tells; an order that is still under way is left to a retry. */
const WAIT_MS = 10_000;

/**
 * Data older than this proves nothing any more: the process was frozen meanwhile, or the request
 * has waited very long for its turn. Longer than the conf's `settle` may be.
 */
const PROOF_MS = 900_000;

/**
 * Runs `work` while no other process works on the service. Whatever reads or changes a service by
 * what the journal knows goes through here, so a machine that is not known to act for this
 * installation gets no further. Faults (passing): machine_unknown; service_busy when another
 * process works on it for too long.
 */
export async function withService<T>(
  ctx: Context,
  item: string,
  work: (lock: ServiceLock) => Promise<T>,
): Promise<T> {
  await requireKnownMachine(ctx);
  const lock = await ctx.journal.lock(`item ${item}`, WAIT_MS);
  if (!lock) throw new Fault('service_busy', { object: item });
  try {
    return await work({
      requireHeld(since) {
        if (!lock.held()) throw new Fault('lock_lost', { object: item });
        const age = elapsedMs(since, ctx.clock.boot());
        if (age > PROOF_MS)
          throw new Fault('proof_stale', {
            object: item,
            value: String(Math.floor(age / 60_000)),
          });
      },
    });
  } finally {
    await lock.release();
  }
}
