import type { Journal } from '../../src/journal/journal.ts';
import type { JsonObject, OperationState } from '../../src/journal/records.ts';

interface ModelStep {
  readonly name: string;
  readonly intent: string;
  result: string | null;
}

interface ModelOperation {
  readonly command: string;
  readonly item: string;
  runningOperation: string | null;
  state: OperationState;
  attempts: number;
  readonly steps: ModelStep[];
}

export interface Call {
  readonly command: string;
  readonly item: string;
  readonly runningOperation: string | null;
}

const isUnfinished = ({ state }: ModelOperation): boolean =>
  state === 'open' || state === 'waiting';

/** The rules of journal.ts in the plainest words, in memory. */
export class JournalModel {
  /** By the journal's ids, which count from 1. */
  readonly operations: ModelOperation[] = [];

  begin(call: Call, anew: boolean): { kind: 'new' | 'resumed' | 'ended'; id: number } {
    const mine = this.operations.filter(
      each => each.command === call.command && each.item === call.item,
    );
    const unfinished = mine.filter(isUnfinished);
    const joined =
      call.runningOperation === null
        ? unfinished[0]
        : (unfinished.find(each => each.runningOperation === call.runningOperation) ??
          unfinished.find(each => each.runningOperation === null));
    if (joined) {
      joined.runningOperation ??= call.runningOperation;
      joined.attempts += 1;
      return { kind: 'resumed', id: this.idOf(joined) };
    }
    const done =
      call.runningOperation === null || anew
        ? undefined
        : mine.findLast(
            each => each.state === 'done' && each.runningOperation === call.runningOperation,
          );
    if (done) return { kind: 'ended', id: this.idOf(done) };
    this.operations.push({ ...call, state: 'open', attempts: 1, steps: [] });
    return { kind: 'new', id: this.operations.length };
  }

  /** Each answers whether it is allowed. */
  intend(id: number, name: string, intent: string): boolean {
    const operation = this.unfinished(id);
    const step = operation?.steps.find(each => each.name === name);
    if (!operation || (step && step.result !== null)) return false;
    if (step) operation.steps.splice(operation.steps.indexOf(step), 1, { ...step, intent });
    else operation.steps.push({ name, intent, result: null });
    return true;
  }

  settle(id: number, name: string, result: string): boolean {
    const step = this.unfinished(id)?.steps.find(each => each.name === name);
    if (!step || (step.result !== null && step.result !== result)) return false;
    step.result = result;
    return true;
  }

  retract(id: number, name: string): boolean {
    const operation = this.unfinished(id);
    const step = operation?.steps.find(each => each.name === name);
    if (!operation || (step && step.result !== null)) return false;
    if (step) operation.steps.splice(operation.steps.indexOf(step), 1);
    return true;
  }

  close(id: number, state: OperationState): boolean {
    const operation = this.operations[id - 1];
    if (!operation || (!isUnfinished(operation) && operation.state !== state)) return false;
    operation.state = state;
    return true;
  }

  private unfinished(id: number): ModelOperation | undefined {
    const operation = this.operations[id - 1];
    return operation && isUnfinished(operation) ? operation : undefined;
  }

  private idOf(operation: ModelOperation): number {
    return this.operations.indexOf(operation) + 1;
  }
}

/** The journal's own view, in the model's words. */
export async function contents(journal: Journal): Promise<unknown> {
  const rows = [...(await journal.operations({}))].reverse();
  return Promise.all(
    rows.map(async ({ id, command, item, runningOperation, state, attempts }) => ({
      ...{ command, item, runningOperation, state, attempts },
      steps: (await journal.steps(id)).map(({ name, intent, result }) => ({
        name,
        intent: textOf(intent),
        result: result === null ? null : textOf(result),
      })),
    })),
  );
}

const textOf = (object: JsonObject): string => String(object['text']);
