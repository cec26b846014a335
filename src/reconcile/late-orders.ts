import { elapsedMs } from '../base/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { OperationRow, StepRow } from '../journal/records.ts';
import { chargeOf, LAST_LOOK_MS } from '../operations/engine/charge.ts';
import { factsOf } from '../operations/engine/step.ts';
import type { LicenseRow } from '../vendor/vendor.ts';

/** It waits for a person. */
const isFinal = ({ outcome }: OperationRow): boolean => outcome?.['kind'] === 'final';

/**
 * Need an operation that waits for a person be looked for? A refusal may have come after the act,
 * and one look tells, as soon as it can. What has been looked for in vain rests.
 */
export async function isToBeLookedFor(journal: Journal, operation: OperationRow): Promise<boolean> {
  const steps = await journal.steps(operation.id);
  return steps.some(
    each => each.result === null && chargeOf(each.name, each.intent) !== null && !isLookedFor(each),
  );
}

/** Long enough after it was sent. */
function isLookedFor({ sendings, looks }: StepRow): boolean {
  const sent = sendings.at(-1);
  return looks.some(look => sent !== undefined && elapsedMs(sent, look) >= LAST_LOOK_MS);
}

/** Orders that nobody could find: lists that are read anyway may show them all the same. */
export class LateOrders {
  readonly #byRemoteId: ReadonlyMap<string, OperationRow>;
  readonly #found = new Set<OperationRow>();

  private constructor(byRemoteId: ReadonlyMap<string, OperationRow>) {
    this.#byRemoteId = byRemoteId;
  }

  static async of(journal: Journal, modules: readonly string[]): Promise<LateOrders> {
    const all = await journal.operations({ states: ['open', 'waiting'] });
    const open = all.filter(({ module }) => modules.includes(module));
    const byRemoteId = new Map<string, OperationRow>();
    for (const operation of open.filter(isFinal)) {
      for (const { name, result, intent } of await journal.steps(operation.id)) {
        const { remoteid = '' } = factsOf(intent);
        if (name === 'order' && result === null && remoteid !== '')
          byRemoteId.set(remoteid, operation);
      }
    }
    return new LateOrders(byRemoteId);
  }

  see({ remoteid, status }: LicenseRow): void {
    const operation = status === 'deleted' ? undefined : this.#byRemoteId.get(remoteid);
    if (operation) this.#found.add(operation);
  }

  /** Operations whose order has been seen. */
  get found(): readonly OperationRow[] {
    return [...this.#found];
  }
}
