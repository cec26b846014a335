import { type FaultType, faultTypes } from './fault-types.ts';
import type { Condition, FaultKind } from './faults/fault-row.ts';
import type { Language } from './localized-text.ts';

export type { Condition, FaultKind, FaultType, Language };

export interface FaultDetails {
  /** What the fault is about: a field, a preset, a file. Shown to people; never a secret. */
  readonly object?: string;
  /** What was found there. Shown to people; never a secret. */
  readonly value?: string;
  /** Technical text for the log and the operation's error record. Never a secret. */
  readonly detail?: string;
  /** Overrides the kind that the table of fault types gives. */
  readonly kind?: FaultKind;
  readonly cause?: unknown;
}

/**
 * Every expected failure of the product. `kind` is the one classification:
 * `passing` (retry later, nothing is said to the client), `final` (tell, make a task), `unknown`
 * (the act may have happened: look before acting again).
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly type: FaultType;
  readonly kind: FaultKind;
  readonly object: string;
  readonly value: string;
  readonly detail: string;

  constructor(type: FaultType, details: FaultDetails = {}) {
    super('', details.cause === undefined ? undefined : { cause: details.cause });
    this.type = type;
    this.kind = details.kind ?? faultTypes()[type].kind;
    this.object = details.object ?? '';
    this.value = details.value ?? '';
    this.detail = details.detail ?? '';
    this.message = faultText(this, 'en');
  }
}

/** The sentence a person reads about this fault, in their language. */
export function faultText(fault: Pick<Fault, 'type' | 'object' | 'value'>, lang: Language): string {
  return faultTypes()
    [fault.type][lang].replaceAll('__object__', fault.object)
    .replaceAll('__value__', fault.value);
}

/**
 * Any thrown value as a Fault: an unexpected one becomes `internal`, with its text kept for the
 * log.
 */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Fault('internal', { detail, cause: error });
}

/**
 * The condition that a fault waits for; null if the fault does not go away or is retried anyway.
 */
export const conditionOf = ({ type, kind }: Pick<Fault, 'type' | 'kind'>): Condition | null =>
  kind === 'final' ? (faultTypes()[type].condition ?? null) : null;
