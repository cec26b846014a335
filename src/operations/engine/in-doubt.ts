import type { BootTime } from '../../base/clock.ts';
import { elapsedMs } from '../../base/clock.ts';
import type { Moment, OperationRow, StepRow } from '../../journal/records.ts';
import { chargeOf } from './charge.ts';
import type { Context } from './context.ts';
import type { StepBook } from './step-book.ts';
import { unfinished } from './unfinished.ts';

/**
 * A request may have waited for its turn (the conf's `rate`) between its intent and its sending.
 * None waits longer than this.
 */
const LONGEST_TURN_MS = 3_600_000;

/** When a step in doubt was sent last. */
export function lastSending({ sendings, intendedAt }: StepRow): Moment {
  return sendings.at(-1) ?? { boot: '', uptimeMs: 0, at: intendedAt };
}

/** The same of a step of an operation under way; null: it was never sent. */
export function lastSendingOf({ book }: { readonly book: StepBook }, step: string): Moment | null {
  const row = book.get(step);
  return row === undefined ? null : lastSending(row);
}

/**
 * Waits until the vendor is certainly done with a request whose answer was lost: looking too early
 * would see nothing and act again. The time that the conf's `settle` gives counts from
 * `lastHeard`, when its sender was certainly gone or had given it up; when it was sent is not
 * known, only that it was after the intent.
 */
export async function waitBeforeLooking(
  { conf, clock }: Pick<Context, 'conf' | 'clock'>,
  intended: BootTime,
  lastHeard: BootTime,
): Promise<void> {
  const now = clock.boot();
  if (elapsedMs(intended, now) > LONGEST_TURN_MS) return;
  const wait = conf.upstream.settle * 1000 - elapsedMs(lastHeard, now);
  if (wait > 0) await clock.sleep(wait);
}

/** A charging step of another operation of the service whose outcome is unknown. */
export interface Doubt {
  readonly operation: OperationRow;
  readonly step: StepRow;
}

/**
 * Waits for what other operations of the service have left in doubt, before this one decides what
 * to buy: an order or a renewal whose sender died may still be on its way. Returns what they are:
 * when it returns, what was carried out is there to be seen, unless the vendor hides it.
 */
export async function doubtsOfOthers(
  ctx: Context,
  item: string,
  isOwn: (operation: OperationRow) => boolean,
): Promise<readonly Doubt[]> {
  const doubts: Doubt[] = [];
  const now = ctx.clock.boot();
  for (const operation of await unfinished(ctx, item)) {
    if (isOwn(operation)) continue;
    for (const step of await ctx.journal.steps(operation.id)) {
      if (step.result !== null || chargeOf(step.name, step.intent) === null) continue;
      await waitBeforeLooking(ctx, lastSending(step), now);
      doubts.push({ operation, step });
    }
  }
  return doubts;
}
