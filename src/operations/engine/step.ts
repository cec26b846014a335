import type { FaultType } from '../../base/fault.ts';
import type { Cost, JsonObject, LedgerWrite } from '../../journal/records.ts';
import type { ServiceLock } from './service-lock.ts';

/** What a step notes in the journal: plain texts by name. Never a secret. */
export type Facts = Readonly<Record<string, string>>;

/** A step that changes the outside world. */
export interface Step<R extends Facts> {
  /**
   * What will be done and what the world looked like before: all that `find` needs after a crash.
   */
  readonly intent: Facts;
  /**
   * What must hold before it acts: a question that changes nothing. Its answer is noted on the
   * operation, together with the intent. Its fault takes back what an earlier attempt of a step
   * without `charge` intended.
   */
  check?(intent: Facts): Promise<Facts>;
  /**
   * Did it happen? Asked only when an earlier attempt left the intent without a result. null: no
   * trace of it is to be seen. Its faults are no answer.
   */
  find(intent: Facts): Promise<R | null>;
  act(intent: Facts, lock: ServiceLock): Promise<R>;
  /**
   * It only completes what the operation has done before, costs nothing, and so is carried out in a
   * withdrawn operation too.
   */
  readonly completes?: true;
  /**
   * Of a step that charges (charge.ts), where its outcome is not known: may it be sent once more?
   * Default: yes.
   */
  mayRepeat?(): Promise<boolean>;
  /**
   * Of a step that charges: does the operation act upon a refusal of this type? It is told when a
   * look has confirmed it, charge_in_doubt until then. Default: it is told at once.
   */
  actsUpon?(refusal: FaultType): boolean;
  /** What it took from the account, once it is done; null where nobody can tell. */
  cost?(): Cost | null;
  /** Changes of the ledger that follow from the result; committed together with it. */
  ledger?(result: R): readonly LedgerWrite[];
}

export function factsOf(json: JsonObject): Facts {
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
