import type { BootTime } from '../../base/clock.ts';
import { elapsedMs } from '../../base/clock.ts';
import { Fault, type FaultType, toFault } from '../../base/fault.ts';
import type { StepRow } from '../../journal/records.ts';
import {
  type Charge,
  type ChargeOutcome,
  LAST_LOOK_MS,
  MOST_REFUSALS,
  outcomeOf,
  REFUSAL_LOOK_MS,
} from './charge.ts';
import { refusalKey, refusalOf, refusalsKey, shownTime, storyOf } from './charge-facts.ts';
import type { Context, ServiceCall } from './context.ts';
import { type Doubt, lastSending, waitBeforeLooking } from './in-doubt.ts';
import { requireWanted } from './requires.ts';
import type { ServiceLock } from './service-lock.ts';
import { type Facts, factsOf, type Step } from './step.ts';
import type { StepBook } from './step-book.ts';

/** What a step that charges knows of the operation that it is part of. */
export interface Attempt {
  readonly ctx: Context;
  readonly call: ServiceCall;
  readonly row: { readonly id: number; readonly runningOperation: string | null };
  readonly book: StepBook;
  /** The service's. */
  readonly lock: ServiceLock;
  /** By then its previous worker was certainly gone. */
  readonly begunAt: BootTime;
  fact(name: string): string;
  note(facts: Facts): Promise<void>;
}

/** One step that charges, and how far it has got. */
class ChargingStep<R extends Facts> {
  readonly #attempt: Attempt;
  readonly #name: string;
  readonly #rule: Charge;
  readonly #step: Step<R>;

  constructor(attempt: Attempt, name: string, rule: Charge, step: Step<R>) {
    this.#attempt = attempt;
    this.#name = name;
    this.#rule = rule;
    this.#step = step;
  }

  async carryOut(): Promise<Facts> {
    const { book, call } = this.#attempt;
    const earlier = book.get(this.#name);
    const intent = earlier ? factsOf(earlier.intent) : this.#step.intent;
    if (earlier) {
      const found = await this.#lookAgain(earlier, intent);
      if (found) return this.#settle(found);
    }
    if (call.onlyLooks) throw inDoubt(this.#attempt, this.#name, 0);
    if (call.withdrawn) await this.#giveUp();
    requireWanted(this.#attempt, this.#step);
    if (this.#refusals >= MOST_REFUSALS)
      throw new Fault('charge_refused_often', {
        object: String(this.#attempt.row.id),
        value: String(this.#refusals),
      });
    const noted = await this.#check(intent);
    return this.#settle(await this.#send(intent, noted));
  }

  /** A person must settle a request in doubt that may not be sent again, whatever the fault. */
  async #check(intent: Facts): Promise<Facts> {
    const { book, row } = this.#attempt;
    try {
      return (await this.#step.check?.(intent)) ?? {};
    } catch (error) {
      const inDoubt = book.get(this.#name);
      const { kind, message, detail } = toFault(error);
      if (!inDoubt || kind !== 'final') throw error;
      throw new Fault('charge_unsettled', {
        object: String(row.id),
        value: `${storyOf(inDoubt, this.#attempt)}; ${message}`,
        detail,
        cause: error,
      });
    }
  }

  /**
   * Looks for what earlier attempts may have sent. null: no trace of it, and it may be sent now.
   * Faults: charge_in_doubt (its time has not come), charge_unsettled (it is not sent again), and a
   * refusal that the caller wants to know of.
   */
  async #lookAgain(earlier: StepRow, intent: Facts): Promise<R | null> {
    const { ctx, row, book, begunAt } = this.#attempt;
    const refusal = refusalOf(this.#attempt, earlier);
    requireDue(this.#attempt, earlier, this.#rule);
    const sent = lastSending(earlier);
    if (refusal === null && earlier.looks.length === 0) await waitBeforeLooking(ctx, sent, begunAt);
    const found = await this.#step.find(intent);
    ctx.log.info(
      `operation ${row.id}: step ${this.#name} was interrupted; ${found ? 'it did happen' : 'no trace of it'}`,
    );
    if (found) return found;
    await book.look(this.#name, { ...ctx.clock.boot(), at: ctx.clock.now() });
    if (refusal !== null) {
      await this.#countRefusal();
      await book.retract(this.#name, sent.at);
    }
    const left = book.get(this.#name);
    if (left) await this.#requireRepeatable(left);
    if (refusal !== null && (await this.#actsUpon(refusal.type)))
      throw new Fault(refusal.type, { object: refusal.object, value: refusal.value });
    return null;
  }

  /**
   * Decides, after a look that found nothing, whether a request of unknown outcome is sent again.
   */
  async #requireRepeatable(left: StepRow): Promise<void> {
    const { call, row } = this.#attempt;
    const sent = left.sendings.length;
    const mayRepeat = sent <= this.#rule.gaps.length && (await (this.#step.mayRepeat?.() ?? true));
    const wait =
      mayRepeat && call.withdrawn !== true
        ? (this.#rule.gaps[sent - 1] ?? LAST_LOOK_MS)
        : LAST_LOOK_MS;
    requireElapsed(this.#attempt, left, wait);
    if (mayRepeat || call.withdrawn) return;
    throw new Fault('charge_unsettled', {
      object: String(row.id),
      value: storyOf(left, this.#attempt),
    });
  }

  async #send(intent: Facts, noted: Facts): Promise<R> {
    const { ctx, book } = this.#attempt;
    const row = await book.intend(this.#name, intent, noted);
    const { at } = lastSending(row);
    try {
      return await this.#step.act(intent, this.#attempt.lock);
    } catch (error) {
      const fault = toFault(error);
      const outcome = outcomeOf(fault);
      if (outcome === 'unsent' || outcome === 'denied') {
        await book.retract(this.#name, at);
        if (outcome === 'denied') await this.#countRefusal();
        throw error;
      }
      if (outcome === 'refused' && this.#rule.refusal === 'later')
        throw await this.#noteRefusal(fault, row);
      ctx.log.warning(`${this.#title}: ${fault.message} ${fault.detail}`);
      const found = await this.#lookNow(row, intent, outcome);
      if (found) return found;
      throw error;
    }
  }

  /** An error document may come after the act: until a look confirms it, it is in doubt. */
  async #noteRefusal(fault: Fault, row: StepRow): Promise<Fault> {
    const { type, object, value } = fault;
    const at = lastSending(row).at.toISOString();
    await this.#attempt.note({
      [refusalKey(this.#name)]: JSON.stringify({ at, type, object, value }),
    });
    if (await this.#actsUpon(type)) return inDoubt(this.#attempt, this.#name, REFUSAL_LOOK_MS);
    return fault;
  }

  async #actsUpon(refusal: FaultType): Promise<boolean> {
    if (this.#step.actsUpon?.(refusal)) return true;
    return (await this.#attempt.call.actsUpon?.(refusal)) === true;
  }

  /** The look in the process that has sent it; a failed look does not count. */
  async #lookNow(row: StepRow, intent: Facts, outcome: ChargeOutcome): Promise<R | null> {
    const { ctx, book } = this.#attempt;
    try {
      if (outcome === 'unknown') await waitBeforeLooking(ctx, lastSending(row), ctx.clock.boot());
      const found = await this.#step.find(intent);
      ctx.log.info(`${this.#title}: ${found ? 'it did happen' : 'no trace of it yet'}`);
      if (found) return found;
      if (outcome === 'unknown')
        await book.look(this.#name, { ...ctx.clock.boot(), at: ctx.clock.now() });
      else {
        await this.#countRefusal();
        await book.retract(this.#name, lastSending(row).at);
      }
    } catch (error) {
      ctx.log.warning(`${this.#title}: it cannot be looked for now: ${toFault(error).message}`);
    }
    return null;
  }

  async #settle(result: R): Promise<Facts> {
    const { book } = this.#attempt;
    return book.settle(this.#name, result, this.#step.ledger?.(result), this.#step.cost?.());
  }

  /** BILLmanager no longer wants it, and there is no trace of what was sent. */
  async #giveUp(): Promise<void> {
    const { ctx, book } = this.#attempt;
    const row = book.get(this.#name);
    if (!row) return;
    ctx.log.warning(`${this.#title} is given up: ${storyOf(row, this.#attempt)}`);
    await book.retract(this.#name);
  }

  get #title(): string {
    return `operation ${this.#attempt.row.id}: step ${this.#name}`;
  }

  get #refusals(): number {
    return Number(this.#attempt.fact(refusalsKey(this.#name)));
  }

  async #countRefusal(): Promise<void> {
    await this.#attempt.note({ [refusalsKey(this.#name)]: String(this.#refusals + 1) });
  }
}

/**
 * Carries out a step that charges: once, however often its operation is started. A request of
 * unknown outcome is sent again only as often and as late as `rule` allows, each time after a look
 * that found nothing; a refusal by an error document counts when such a look has confirmed it.
 * Faults: charge_in_doubt (passing: its time has not come, and the vendor was not asked),
 * charge_unsettled and charge_refused_often (final), those of the step, and operation_withdrawn.
 */
export function charge<R extends Facts>(
  attempt: Attempt,
  name: string,
  rule: Charge,
  step: Step<R>,
): Promise<Facts> {
  return new ChargingStep(attempt, name, rule, step).carryOut();
}

/** Fault charge_in_doubt while a step of unknown outcome need not be looked for yet. */
export function requireDue(attempt: Attempt, row: StepRow, rule: Charge): void {
  if (refusalOf(attempt, row) !== null) requireElapsed(attempt, row, REFUSAL_LOOK_MS);
  else if (row.looks.length > 0)
    requireElapsed(attempt, row, rule.gaps[row.sendings.length - 1] ?? LAST_LOOK_MS);
}

function requireElapsed(attempt: Attempt, row: StepRow, ms: number): void {
  const left = ms - elapsedMs(lastSending(row), attempt.ctx.clock.boot());
  if (left > 0) throw inDoubt(attempt, row.name, left);
}

function inDoubt(
  { ctx, row: { id } }: Pick<Attempt, 'ctx' | 'row'>,
  step: string,
  ms: number,
): Fault {
  return new Fault('charge_in_doubt', {
    object: `operation ${id}, ${step}`,
    value: shownTime(new Date(ctx.clock.now().getTime() + ms)),
  });
}

/** Another operation of the service has a charge in doubt, which blocks this one. */
export function doubtFault(ctx: Context, { operation, step }: Doubt): Fault {
  const object = String(operation.id);
  if (operation.outcome?.['fault'] !== 'charge_unsettled')
    return inDoubt({ ctx, row: operation }, step.name, 0);
  const fact = (name: string): string => factsOf(operation.facts)[name] ?? '';
  return new Fault('charge_unsettled', { object, value: storyOf(step, { fact }) });
}
