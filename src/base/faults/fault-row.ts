/** passing: retry later. final: no retry helps. unknown: the act may have happened, look first. */
export type FaultKind = 'passing' | 'final' | 'unknown';

/**
 * What an operation waits for after a final fault that can go away: money on the vendor account, a
 * working login, a right, another conf, another price, or certainty that an expired license is
 * gone. Only checkevent tries again (docs/reliability.md, "Faults that go away").
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
  /** The fault can go away: the operation waits for this. Only for final faults. */
  readonly condition?: Condition;
  readonly en: string;
  readonly ru: string;
}

/** Keeps the keys of a part of the table as a type. */
export const define = <T extends Record<string, FaultTypeInfo>>(
  types: T,
): { readonly [K in keyof T]: FaultTypeInfo } => types;
