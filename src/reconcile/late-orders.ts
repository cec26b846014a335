import type { Journal, OperationRow } from '../journal/journal.ts';
import { chargeOf } from '../operations/engine/charge.ts';
import { factsOf } from '../operations/engine/step.ts';
import type { LicenseRow } from '../vendor/vendor.ts';

/** Of an operation that is left to a person because nobody knows what became of a charge. */
const isUnsettled = ({ outcome }: OperationRow): boolean =>
  outcome?.['fault'] === 'charge_unsettled';

/**
 * Need an operation that waits for a person be looked for? A refusal may have come after the act,
 * and one look tells. What has been looked for in vain often enough rests.
 */
export async function isToBeLookedFor(journal: Journal, operation: OperationRow): Promise<boolean> {
  if (isUnsettled(operation)) return false;
  const steps = await journal.steps(operation.id);
  return steps.some(each => each.result === null && chargeOf(each.name, each.intent) !== null);
}

/** Orders that nobody could find: lists that are read anyway may show them all the same. */
export class LateOrders {
  readonly #byRemoteId: ReadonlyMap<string, OperationRow>;
  readonly #found = new Set<OperationRow>();

  private constructor(byRemoteId: ReadonlyMap<string, OperationRow>) {
    this.#byRemoteId = byRemoteId;
  }

  static async of(journal: Journal, module: string): Promise<LateOrders> {
    const open = await journal.operations({ states: ['open', 'waiting'], module });
    const byRemoteId = new Map<string, OperationRow>();
    for (const operation of open.filter(isUnsettled)) {
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
