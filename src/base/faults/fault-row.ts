/**
 * passing: retry later. final: no retry can mend it. unknown: the act may have happened, look
 * first.
 */
export type FaultKind = 'passing' | 'final' | 'unknown';

/**
 * What an operation waits for that met a final fault which goes away: money on the vendor account,
 * a login that works, a right, another conf, another price, or that a license which ran out is
 * certainly gone. Only checkevent tries it again
 * (docs/reliability.md, "Faults that go away").
 */
export type Condition = 'money' | 'login' | 'access' | 'conf' | 'price' | 'lapse';

/** One thing that can go wrong: a row of the table (base/fault-types.ts). */
export interface FaultTypeInfo {
  readonly kind: FaultKind;
  /**
   * Connection and authorisation faults are also registered as a panel problem
   * (docs/reference/processing-module.md, "Panel problems").
   */
  readonly problem?: true;
  /** It goes away: the operation waits for it. Of final faults only. */
  readonly condition?: Condition;
  readonly en: string;
  readonly ru: string;
}

/** Keeps the keys of a part of the table as a type. */
export const define = <T extends Record<string, FaultTypeInfo>>(
  types: T,
): { readonly [K in keyof T]: FaultTypeInfo } => types;
