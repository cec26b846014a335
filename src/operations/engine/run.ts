import type { BootTime } from '../../base/clock.ts';
import { Fault, toFault } from '../../base/fault.ts';
import type {
  JsonObject,
  LedgerWrite,
  OperationRow,
  OperationState,
  StepRow,
} from '../../journal/records.ts';
import { chargeOf } from './charge.ts';
import { charge, requireDue } from './charging.ts';
import type { Context, ServiceCall, Target } from './context.ts';
import { lastSending, waitBeforeLooking } from './in-doubt.ts';
import { requireWanted } from './requires.ts';
import type { ServiceLock } from './service-lock.ts';
import { type Facts, factsOf, type Step } from './step.ts';
import { StepBook } from './step-book.ts';

export type { Facts, Step };

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
  readonly book: StepBook;
  /** The service's. */
  readonly lock: ServiceLock;
  /** By then its previous worker was certainly gone. */
  readonly begunAt: BootTime;
  readonly #facts: Map<string, string>;

  /**
   * In the operation of a withdrawn call steps are looked for, never carried out: Fault
   * operation_withdrawn ends it there.
   */
  constructor(
    ctx: Context,
    call: ServiceCall,
    target: T,
    begun: {
      readonly operation: OperationRow;
      readonly steps: readonly StepRow[];
      readonly kind: string;
      readonly lock: ServiceLock;
      /** The same attempt. */
      readonly of?: Run;
    },
  ) {
    this.ctx = ctx;
    this.call = call;
    this.target = target;
    this.begunAt = ctx.clock.boot();
    this.row = begun.operation;
    this.lock = begun.lock;
    this.resumed = begun.kind === 'resumed';
    const { of, operation, steps } = begun;
    this.book = of ? of.book : new StepBook(ctx.journal, operation.id, steps);
    this.#facts = of ? of.#facts : new Map(Object.entries(factsOf(operation.facts)));
  }

  /** This attempt, of which more is known of what it is about. Steps and facts are shared. */
  about<U extends Target>(target: U): Run<U> {
    const { ctx, call, row: operation, lock, resumed } = this;
    const kind = resumed ? 'resumed' : 'new';
    return new Run(ctx, call, target, { operation, steps: [], kind, lock, of: this });
  }

  readonly isOwn = ({ id }: OperationRow): boolean => id === this.row.id;

  /** Was this step at least intended by an earlier attempt, or done by this one? */
  has(step: string): boolean {
    return this.book.get(step) !== undefined;
  }

  /** Is it known that this step happened? */
  isDone(step: string): boolean {
    return this.book.resultOf(step) !== null;
  }

  /** A fact noted when the operation began, or since; '' if it was not. */
  fact(name: string): string {
    return this.#facts.get(name) ?? '';
  }

  /** Notes further facts, for the attempts that follow this one. */
  async note(facts: Facts): Promise<void> {
    await this.ctx.journal.note(this.row.id, facts);
    for (const [name, text] of Object.entries(facts)) this.#facts.set(name, text);
  }

  /**
   * Fault charge_in_doubt, without any request, while it is too early to look for what is in
   * doubt.
   */
  requireDue(): void {
    for (const row of this.book.doubts) {
      const rule = chargeOf(row.name, row.intent);
      if (rule) requireDue(this, row, rule);
    }
  }

  async step<R extends Facts>(name: string, step: Step<R>): Promise<Facts> {
    const done = this.book.resultOf(name);
    if (done) return done;
    const earlier = this.book.get(name);
    // what is in doubt comes first: a step before it would be new
    if (this.hasOnlyLooked && !earlier)
      throw new Fault('charge_in_doubt', { object: `operation ${this.row.id}` });
    const rule = chargeOf(name, earlier?.intent ?? step.intent);
    return rule ? charge(this, name, rule, step) : this.#carryOut(name, earlier, step);
  }

  async #carryOut<R extends Facts>(
    name: string,
    earlier: StepRow | undefined,
    step: Step<R>,
  ): Promise<Facts> {
    const { book, ctx } = this;
    const intent = earlier ? factsOf(earlier.intent) : step.intent;
    if (earlier) {
      await waitBeforeLooking(ctx, lastSending(earlier), this.begunAt);
      const found = await step.find(intent);
      ctx.log.info(
        `operation ${this.row.id}: step ${name} was interrupted; it ${found ? 'did' : 'did not'} happen`,
      );
      if (found) return this.#settle(name, found, step);
    }
    let noted: Facts;
    try {
      requireWanted(this, step);
      noted = (await step.check?.(intent)) ?? {};
    } catch (error) {
      await book.retract(name);
      throw error;
    }
    const intended = await book.intend(name, intent, noted);
    let result: R;
    try {
      result = await step.act(intent, this.lock);
    } catch (error) {
      const fault = toFault(error);
      if (fault.kind !== 'unknown' && fault.type !== 'internal') {
        await book.retract(name);
        throw error;
      }
      const found = await this.#findAfter(fault, intended, step);
      if (!found) throw error;
      result = found;
    }
    return this.#settle(name, result, step);
  }

  /**
   * Notes the result of a step that an earlier attempt left in doubt and that is known from
   * elsewhere; nothing else changes.
   */
  async resolve(name: string, result: Facts): Promise<void> {
    const earlier = this.book.get(name);
    if (!earlier || earlier.result) return;
    await waitBeforeLooking(this.ctx, lastSending(earlier), this.begunAt);
    await this.book.settle(name, result);
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
    return this.book.inDoubt;
  }

  /** The call only looks, and has found nothing. */
  get hasOnlyLooked(): boolean {
    return this.call.onlyLooks === true && !this.book.hasSettled;
  }

  #settle<R extends Facts>(name: string, result: R, step: Step<R>): Promise<Facts> {
    return this.book.settle(name, result, step.ledger?.(result));
  }

  /**
   * The answer is lost: look once whether it happened; when that cannot be told now, the next
   * attempt looks again.
   */
  async #findAfter<R extends Facts>(
    fault: Fault,
    intended: StepRow,
    step: Step<R>,
  ): Promise<R | null> {
    const { ctx } = this;
    const title = `operation ${this.row.id}: step ${intended.name}`;
    ctx.log.warning(`${title}: ${fault.message} ${fault.detail}`);
    try {
      await waitBeforeLooking(ctx, lastSending(intended), ctx.clock.boot());
      const found = await step.find(factsOf(intended.intent));
      ctx.log.info(`${title}: ${found ? 'it did happen' : 'no trace of it yet'}`);
      return found;
    } catch (error) {
      ctx.log.warning(`${title} cannot be looked for now: ${toFault(error).message}`);
      return null;
    }
  }
}
