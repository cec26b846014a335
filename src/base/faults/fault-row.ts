/**
 * passing: retry later. final: no retry can mend it. unknown: the act may have happened, look
 * first.
 */
export type FaultKind = 'passing' | 'final' | 'unknown';

/** One thing that can go wrong: a row of the table (base/fault-types.ts). */
export interface FaultTypeInfo {
  readonly kind: FaultKind;
  /**
   * Connection and authorisation faults are also registered as a panel problem
   * (docs/reference/processing-module.md, "Panel problems").
   */
  readonly problem?: true;
  readonly en: string;
  readonly ru: string;
}

/** Keeps the keys of a part of the table as a type. */
export const define = <T extends Record<string, FaultTypeInfo>>(
  types: T,
): { readonly [K in keyof T]: FaultTypeInfo } => types;
