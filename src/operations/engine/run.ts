import { Fault, toFault } from '../../base/fault.ts';
import type {
  JsonObject,
  LedgerWrite,
  OperationRow,
  OperationState,
  StepRow,
} from '../../journal/journal.ts';
import type { Context, ServiceCall, Target } from './context.ts';
import { waitBeforeLooking } from './in-doubt.ts';

/** What a step notes in the journal: plain texts by name. Never a secret. */
export type Facts = Readonly<Record<string, string>>;

/** A step that changes the outside world. */
export interface Step<R extends Facts> {
  /**
   * What will be done and what the world looked like before: all that `find` needs after a crash.
   */
  readonly intent: Facts;
  /**
   * What must hold before it acts: a question that changes nothing. Its fault takes back what an
   * earlier attempt intended.
   */
  check?(intent: Facts): Promise<unknown>;
  /**
   * Did it happen? Asked only when an earlier attempt left the intent without a result. null: it
   * certainly did not.
   */
  find(intent: Facts): Promise<R | null>;
  act(intent: Facts): Promise<R>;
  /**
   * It only completes what the operation has done before, costs nothing, and so is carried out in a
   * withdrawn operation too.
   */
  readonly completes?: true;
  /** Changes of the ledger that follow from the result; committed together with it. */
  ledger?(result: R, intent: Facts): readonly LedgerWrite[];
}

/**
 * One operation under way: runs its steps, each exactly once however often the operation is
 * started. The order of events of a step is intent (durable), act, result (durable); an attempt
 * that finds an intent without a result asks `find` before it acts again.
 */
export class Run<T extends Target = Target> {
  readonly ctx: Context;
  readonly call: ServiceCall;
  readonly target: T;
  readonly row: OperationRow;
  /** Someone began this operation before. */
  readonly resumed: boolean;
  readonly #steps: Map<string, StepRow>;
  /** Whoever worked on it before was gone by then. */
  readonly #begunAt: Date;

  /**
   * In the operation of a withdrawn call steps are looked for, never carried out: Fault
   * operation_withdrawn ends it there.
   */
  constructor(
    ctx: Context,
    call: ServiceCall,
    target: T,
    begun: { operation: OperationRow; steps: readonly StepRow[]; kind: string },
  ) {
    this.ctx = ctx;
    this.call = call;
    this.target = target;
    this.#begunAt = ctx.clock.now();
    this.row = begun.operation;
    this.resumed = begun.kind === 'resumed';
    this.#steps = new Map(begun.steps.map(each => [each.name, each]));
  }

  readonly isOwn = ({ id }: OperationRow): boolean => id === this.row.id;

  /** Was this step at least intended by an earlier attempt, or done by this one? */
  has(step: string): boolean {
    return this.#steps.has(step);
  }

  /** Is it known that this step happened? */
  isDone(step: string): boolean {
    return (this.#steps.get(step)?.result ?? null) !== null;
  }

  /** A fact noted when the operation began; '' if it was not. */
  fact(name: string): string {
    return factsOf(this.row.facts)[name] ?? '';
  }

  /** Notes further facts, for the attempts that follow this one. */
  async note(facts: Facts): Promise<void> {
    await this.ctx.journal.note(this.row.id, facts);
  }

  async step<R extends Facts>(name: string, step: Step<R>): Promise<Facts> {
    const earlier = this.#steps.get(name);
    if (earlier?.result) return factsOf(earlier.result);
    const intent = earlier ? factsOf(earlier.intent) : step.intent;
    if (earlier) {
      await waitBeforeLooking(this.ctx, earlier.intendedAt, this.#begunAt);
      const found = await step.find(intent);
      this.ctx.log.info(
        `operation ${this.row.id}: step ${name} was interrupted; it ${found ? 'did' : 'did not'} happen`,
      );
      if (found) return this.#settle(name, intent, found, step);
    }
    const { journal } = this.ctx;
    if (this.call.withdrawn && step.completes !== true) {
      await this.#retract(name);
      throw new Fault('operation_withdrawn', {
        object: this.row.runningOperation ?? String(this.row.id),
      });
    }
    try {
      await step.check?.(intent);
    } catch (error) {
      await this.#retract(name);
      throw error;
    }
    const intended = await journal.intend(this.row.id, name, intent);
    const { intendedAt } = intended;
    this.#steps.set(name, intended);
    let result: R;
    try {
      result = await step.act(intent);
    } catch (error) {
      const fault = toFault(error);
      if (fault.kind !== 'unknown' && fault.type !== 'internal') {
        await this.#retract(name);
        throw error;
      }
      const found = await this.#findAfter(fault, intendedAt, name, intent, step);
      if (!found) throw error;
      result = found;
    }
    return this.#settle(name, intent, result, step);
  }

  /**
   * Notes the result of a step that an earlier attempt left in doubt and that is known from
   * elsewhere; nothing else changes.
   */
  async resolve(name: string, result: Facts): Promise<void> {
    const earlier = this.#steps.get(name);
    if (!earlier || earlier.result) return;
    await waitBeforeLooking(this.ctx, earlier.intendedAt, this.#begunAt);
    await this.ctx.journal.settle(this.row.id, name, result);
    this.#steps.set(name, { ...earlier, result });
  }

  /** Ends this attempt. `open`: the next attempt takes the operation up here. */
  async close(
    state: OperationState,
    outcome: JsonObject,
    ledger: readonly LedgerWrite[] = [],
  ): Promise<void> {
    await this.ctx.journal.close(this.row.id, state, outcome, ledger);
  }

  /** A step is noted as intended and nothing tells yet whether it happened. */
  get inDoubt(): boolean {
    return [...this.#steps.values()].some(each => each.result === null);
  }

  /** It has certainly not happened. */
  async #retract(name: string): Promise<void> {
    if (this.#steps.delete(name)) await this.ctx.journal.retract(this.row.id, name);
  }

  async #settle<R extends Facts>(
    name: string,
    intent: Facts,
    result: R,
    step: Step<R>,
  ): Promise<Facts> {
    const { journal } = this.ctx;
    await journal.settle(this.row.id, name, result, step.ledger?.(result, intent));
    const known = this.#steps.get(name);
    if (known) this.#steps.set(name, { ...known, intent, result });
    return result;
  }

  /**
   * The answer is lost: look once whether it happened; when that cannot be told now, the next
   * attempt looks again.
   */
  async #findAfter<R extends Facts>(
    fault: Fault,
    intendedAt: Date,
    name: string,
    intent: Facts,
    step: Step<R>,
  ): Promise<R | null> {
    this.ctx.log.warning(
      `operation ${this.row.id}: step ${name}: ${fault.message} ${fault.detail}`,
    );
    try {
      await waitBeforeLooking(this.ctx, intendedAt, this.ctx.clock.now());
      const found = await step.find(intent);
      this.ctx.log.info(
        `operation ${this.row.id}: step ${name}: ${found ? 'it did happen' : 'no trace of it yet'}`,
      );
      return found;
    } catch (error) {
      this.ctx.log.warning(
        `operation ${this.row.id}: step ${name} cannot be looked for now: ${toFault(error).message}`,
      );
      return null;
    }
  }
}

function factsOf(json: JsonObject): Facts {
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
