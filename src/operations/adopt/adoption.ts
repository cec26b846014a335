import type { IsoDate } from '../../base/dates.ts';
import type { Period } from '../../base/period.ts';
import type { ProviderKind } from './provider.ts';

/** A service that is to be made for an account whose client has none yet. */
export interface ServiceOrder {
  /** Ids of the client's account and of the tariff. */
  readonly client: string;
  readonly tariff: string;
  readonly period: Period;
  /** Until then it costs nothing; null: BILLmanager decides. */
  readonly expiredate: IsoDate | null;
}

/** A wish: this license or account shall serve this service. */
export interface Pair {
  /** '' of a service that is to be made. */
  readonly item: string;
  readonly kind: ProviderKind;
  /** License id or user name. */
  readonly id: string;
  /** Line of the file it came from; null if it was typed. */
  readonly line: number | null;
  /** The account's present password, where the file tells it. Secret. */
  readonly password?: string;
  readonly order?: ServiceOrder;
}

/**
 * Why a pair cannot be bound. The value says which: the other service, the other license, what
 * differs ... service_missing, service_deleted; service_type: a license for a storage, or the
 * reverse; other_module: another program's service; not_found: no such license or account;
 * bound_elsewhere: it serves another service; serves_other: the service has another one;
 * other_tariff: what was bought is not what the tariff sells; twice: another pair names the same
 * service or license; tariff_missing, client_missing: BILLmanager has no such tariff or client.
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
  | 'twice'
  | 'tariff_missing'
  | 'client_missing';

export interface Reason {
  readonly code: ReasonCode;
  readonly value: string;
}

/**
 * What is done besides binding: our id written at the vendor, the service activated, nothing; and
 * what a person should know.
 */
export type Effect =
  | 'remoteid'
  /** The service is made, for its client. */
  | 'order'
  | 'activate'
  | 'other_address'
  /** Its processing module is to be changed by a person, in the database. */
  | 'switch'
  /** It still waits under another module: the module is changed where its task is closed. */
  | 'in_task'
  /** The account gets a new password. */
  | 'new_password'
  /** A hint: service and account are not both switched on, or both off. */
  | 'other_status';

export interface PlanRow extends Pair {
  /**
   * `switch`: everything is right but its processing module, which is another one: it is prepared
   * for the one it is to have, and bound when it has that.
   */
  readonly verdict: 'bind' | 'switch' | 'already' | 'conflict';
  /** Of a conflict: all that speaks against it. */
  readonly reasons: readonly Reason[];
  readonly effects: readonly Effect[];
  /** '' where the service is not known. */
  readonly itemtype: string;
  /** The processing module that serves it afterwards, and the one it has now. */
  readonly module: string;
  readonly from: string;
  /** Another program's module serves it afterwards: only the service's parameters are ours to set. */
  readonly isForeign: boolean;
  /** The tariff's name. */
  readonly tariff: string;
  /** Name of the license or account. */
  readonly name: string;
  readonly ip: string;
}

export interface PlanOptions {
  /** Bind although something else was bought than the tariff sells. */
  readonly anyTariff: boolean;
  /** The processing module that is to serve accounts afterwards; '' the one that a service has. */
  readonly to?: string;
  /** Accounts get a new password. */
  readonly newPassword?: boolean;
}
