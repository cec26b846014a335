import type { OperationRow, StepRow } from '../../journal/journal.ts';
import type { Context } from './context.ts';
import { unfinished } from './unfinished.ts';

/**
 * A request may have waited for its turn (the conf's `rate`) between its intent and its sending.
 * None waits longer than this.
 */
const LONGEST_TURN_MS = 3_600_000;

/**
 * Waits until the vendor is certainly done with a request whose answer nobody heard: looking too
 * early would see nothing and act again. The time that the conf's `settle` gives counts from
 * `lastHeard`, when its sender was certainly gone or had given it up; when it was sent is not
 * known, only that it was after the intent.
 */
export async function waitBeforeLooking(
  ctx: Pick<Context, 'conf' | 'clock'>,
  intendedAt: Date,
  lastHeard: Date,
): Promise<void> {
  const now = ctx.clock.now().getTime();
  if (now - intendedAt.getTime() > LONGEST_TURN_MS) return;
  const wait = ctx.conf.upstream.settle * 1000 - Math.max(0, now - lastHeard.getTime());
  if (wait > 0) await ctx.clock.sleep(wait);
}

/** Steps that cost money: an order, a term. */
const isCharge = (step: StepRow): boolean =>
  step.name === 'order' || step.name.startsWith('prolong ');

/**
 * Lets come to rest what other operations of the service have left in doubt, before this one judges
 * what it has to buy: an order or a renewal whose sender died may still be on its way. When this
 * returns it is there to be seen, or was never carried out. Answers whether an order was among
 * them.
 */
export async function waitForOrdersInDoubt(
  ctx: Context,
  item: string,
  isOwn: (operation: OperationRow) => boolean,
): Promise<boolean> {
  const now = ctx.clock.now();
  let isOrderInDoubt = false;
  for (const operation of await unfinished(ctx, item)) {
    if (isOwn(operation)) continue;
    const doubts = (await ctx.journal.steps(operation.id)).filter(
      step => step.result === null && isCharge(step),
    );
    for (const { name, intendedAt } of doubts) {
      if (name === 'order') isOrderInDoubt = true;
      await waitBeforeLooking(ctx, intendedAt, now);
    }
  }
  return isOrderInDoubt;
}
