import type { Journal } from '../../journal/journal.ts';
import type { Cost, LedgerWrite, Moment, StepRow } from '../../journal/records.ts';
import { type Facts, factsOf } from './step.ts';

/** The steps of one operation, from the journal and from this attempt. */
export class StepBook {
  readonly #journal: Journal;
  readonly #operation: number;
  readonly #rows: Map<string, StepRow>;
  #hasSettled = false;

  constructor(journal: Journal, operation: number, rows: readonly StepRow[]) {
    this.#journal = journal;
    this.#operation = operation;
    this.#rows = new Map(rows.map(each => [each.name, each]));
  }

  get(name: string): StepRow | undefined {
    return this.#rows.get(name);
  }

  /** Is there a step of such a name? */
  has(isNamed: (name: string) => boolean): boolean {
    return [...this.#rows.keys()].some(isNamed);
  }

  /** The steps of such names that are known to have happened. */
  settled(isNamed: (name: string) => boolean): readonly StepRow[] {
    return [...this.#rows.values()].filter(each => each.result !== null && isNamed(each.name));
  }

  /** A step is noted as intended and nothing tells yet whether it happened. */
  get inDoubt(): boolean {
    return this.doubts.length > 0;
  }

  get doubts(): readonly StepRow[] {
    return [...this.#rows.values()].filter(each => each.result === null);
  }

  /** This attempt has done or found a step. */
  get hasSettled(): boolean {
    return this.#hasSettled;
  }

  /** `facts`: noted on the operation with it. */
  async intend(name: string, intent: Facts, facts: Facts): Promise<StepRow> {
    const row = await this.#journal.intend(this.#operation, name, intent, facts);
    this.#rows.set(name, row);
    return row;
  }

  /** A look found nothing. */
  async look(name: string, now: Moment): Promise<void> {
    await this.#journal.look(this.#operation, name);
    const row = this.#rows.get(name);
    if (row) this.#rows.set(name, { ...row, looks: [...row.looks, now] });
  }

  /** One sending of it, or all of it, was certainly not carried out. */
  async retract(name: string, sending?: Date): Promise<void> {
    if (!this.#rows.has(name)) return;
    const left = await this.#journal.retract(this.#operation, name, sending);
    if (left) this.#rows.set(name, left);
    else this.#rows.delete(name);
  }

  async settle(
    name: string,
    result: Facts,
    ledger?: readonly LedgerWrite[],
    cost: Cost | null = null,
  ): Promise<Facts> {
    await this.#journal.settle(this.#operation, name, result, ledger, cost ?? undefined);
    const row = this.#rows.get(name);
    if (row) this.#rows.set(name, { ...row, result, cost });
    this.#hasSettled = true;
    return result;
  }

  /** The result of a step; null if not known, or if the step was never intended. */
  resultOf(name: string): Facts | null {
    const result = this.#rows.get(name)?.result ?? null;
    return result === null ? null : factsOf(result);
  }
}
