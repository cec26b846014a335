import type { ProviderKind } from './provider.ts';

/** A wish: this license or account shall serve this service. */
export interface Pair {
  readonly item: string;
  readonly kind: ProviderKind;
  /** License id or user name. */
  readonly id: string;
  /** Line of the file it came from; null if it was typed. */
  readonly line: number | null;
}

/**
 * Why a pair cannot be bound. The value says which: the other service, the other license, what
 * differs ... service_missing, service_deleted; service_type: a license for a storage, or the
 * reverse; other_module: another program's service; not_found: no such license or account;
 * bound_elsewhere: it serves another service; serves_other: the service has another one;
 * other_tariff: what was bought is not what the tariff sells; twice: another pair names the same
 * service or license.
 */
export type ReasonCode =
  | 'service_missing'
  | 'service_deleted'
  | 'service_type'
  | 'other_module'
  | 'not_found'
  | 'bound_elsewhere'
  | 'serves_other'
  | 'other_tariff'
  | 'twice';

export interface Reason {
  readonly code: ReasonCode;
  readonly value: string;
}

/**
 * What is done besides binding: our id written at the vendor, the service activated, nothing; and
 * what a person should know.
 */
export type Effect = 'remoteid' | 'activate' | 'other_address';

export interface PlanRow extends Pair {
  readonly verdict: 'bind' | 'already' | 'conflict';
  /** Of a conflict: all that speaks against it. */
  readonly reasons: readonly Reason[];
  readonly effects: readonly Effect[];
  /** '' where the service is not known. */
  readonly itemtype: string;
  readonly module: string;
  /** The tariff's name. */
  readonly tariff: string;
  /** Name of the license or account. */
  readonly name: string;
  readonly ip: string;
}

export interface PlanOptions {
  /** Bind although something else was bought than the tariff sells. */
  readonly anyTariff: boolean;
}
