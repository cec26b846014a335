import type { Context } from './context.ts';

/** A request may have waited for its turn (the conf's `rate`) between its intent and its sending. None waits longer than this. */
const LONGEST_TURN_MS = 3_600_000;

/**
 * Waits until upstream is certainly done with a request whose answer nobody heard: looking too early would see nothing and act again.
 * The time that the conf's `settle` gives counts from `lastHeard`, when its sender was certainly gone or had given it up;
 * when it was sent is not known, only that it was after the intent.
 */
export async function waitUntilSettled(
  ctx: Pick<Context, 'conf' | 'clock'>,
  intendedAt: Date,
  lastHeard: Date,
): Promise<void> {
  const now = ctx.clock.now().getTime();
  if (now - intendedAt.getTime() > LONGEST_TURN_MS) return;
  const wait = ctx.conf.upstream.settle * 1000 - Math.max(0, now - lastHeard.getTime());
  if (wait > 0) await ctx.clock.sleep(wait);
}

/**
 * Has an unfinished operation of the service left an order in doubt? Then upstream is done with it when this returns: it is there to be
 * found, or was never placed.
 */
export async function settleOrders(ctx: Context, item: string): Promise<boolean> {
  const journal = await ctx.journal();
  const now = ctx.clock.now();
  let inDoubt = false;
  for (const { id } of await journal.operations({ item, states: ['open', 'waiting'] })) {
    const order = (await journal.steps(id)).find(step => step.name === 'order' && step.result === null);
    if (!order) continue;
    inDoubt = true;
    await waitUntilSettled(ctx, order.intendedAt, now);
  }
  return inDoubt;
}
