import type { BootTime } from '../base/clock.ts';
import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';
import type { ServiceFingerprint } from './service-fingerprint.ts';

/** Plain data as it is kept in the journal. Never a secret such as a key or a password. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Identifies a call (docs/reference/processing-module.md, "Running operations: which call is a
 * retry?").
 */
export interface OperationKey {
  readonly command: string;
  readonly item: string;
  /** BILLmanager's running operation; null when started by hand. */
  readonly runningOperation: string | null;
}

/**
 * open: begun and not ended; the next call with the same key takes it up at its recovery point.
 * waiting: BILLmanager has been told "accepted" (postopen); checkevent ends it when the upstream is
 * ready. done: ended well. failed: ended by a fault that no retry can fix (another attempt begins a
 * new row).
 */
export type OperationState = 'open' | 'waiting' | 'done' | 'failed';

export interface OperationRow {
  readonly id: number;
  readonly command: string;
  readonly item: string;
  readonly runningOperation: string | null;
  readonly module: string;
  /** Of the service it is about; '' if not known. */
  readonly fingerprint: ServiceFingerprint;
  readonly state: OperationState;
  readonly attempts: number;
  /** What the service looked like when the operation began (its expiredate, status ...). */
  readonly facts: JsonObject;
  /** The outcome: text of the last fault, or facts noted at the end. */
  readonly outcome: JsonObject | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** When something was done, by the wall clock and by the machine's uptime. */
export interface Moment extends BootTime {
  readonly at: Date;
}

/** What a step cost at the vendor: by the balance, or by the list price. */
export interface Cost {
  /** Decimal text, "12.50". */
  readonly amount: string;
  readonly currency: string;
  readonly isEstimated: boolean;
}

/**
 * A step of an operation: `intended` until `result` is known. `name` is unique within the
 * operation.
 */
export interface StepRow {
  readonly name: string;
  readonly intent: JsonObject;
  /** Of the latest intent. */
  readonly intendedAt: Date;
  /**
   * Each time its request may have left: bytes were about to be sent, and possibly were. The oldest
   * first.
   */
  readonly sendings: readonly Moment[];
  /** Looks that found nothing since the last sending. The oldest first. */
  readonly looks: readonly Moment[];
  /** null while it is not known that the step happened. */
  readonly result: JsonObject | null;
  readonly cost: Cost | null;
}

/**
 * live: serves `item`. released: kept for reuse. ended: deleted or gone upstream. orphan: it exists
 * and is ours, but its service, `item`, no longer exists.
 */
export type LicenseState = 'live' | 'released' | 'ended' | 'orphan';

/**
 * How a license came into the ledger: ordered here (or by an earlier version), given by a person
 * (adopt, resolve, apply), named by its service, or only found in the vendor's list by its
 * remoteid.
 */
export type LicenseSource = 'order' | 'person' | 'service' | 'list';

/** One license that we bought (or adopted), and the service it serves. */
export interface LedgerLicense {
  readonly id: number;
  /** The upstream account that pays: see `upstreamAccount`. */
  readonly account: string;
  readonly itemtype: string;
  readonly licenseId: string;
  /** The service it serves, or served; null while released. */
  readonly item: string | null;
  /** Of that service; '' if not known. */
  readonly fingerprint: ServiceFingerprint;
  /** BILLmanager's processing module that bought it. */
  readonly module: string;
  readonly state: LicenseState;
  readonly source: LicenseSource;
  /** The remoteid that was written for it; '' if none was, or it is not known. */
  readonly remoteid: string;
  /** The remoteid that it replaced; null if it replaced none. */
  readonly remoteidBefore: string | null;
  /** Preset (conf) and upstream pricelist it was bought under. */
  readonly preset: string;
  readonly pricelist: string;
  /** The local tariff it was last opened or changed for. */
  readonly tariff: string;
  /** Upstream's period, as ordered. */
  readonly period: string;
  readonly ip: string;
  readonly licname: string;
  readonly addons: { readonly [addon: string]: number };
  readonly status: string;
  /** Upstream's end date; null for a lifetime, or if not known yet. */
  readonly expiredate: IsoDate | null;
  /**
   * The end date by this journal's purchases, or when the license was adopted: a later one was paid
   * for by somebody else. null for a lifetime, or if not known.
   */
  readonly boughtUntil: IsoDate | null;
  /** Until when the client has paid, as far as this side's operations know; null if unknown. */
  readonly paidUntil: IsoDate | null;
  /** The service's expiredate when we last saw it. */
  readonly seenExpiredate: IsoDate | null;
  readonly clientPeriod: Period | null;
  readonly ipChangeDate: IsoDate | null;
  readonly releasedAt: Date | null;
  readonly updatedAt: Date;
}

export type NewLedgerLicense = Omit<LedgerLicense, 'id' | 'updatedAt'>;
export type LedgerChange = Partial<
  Omit<LedgerLicense, 'id' | 'account' | 'itemtype' | 'updatedAt'>
>;

export interface LicenseQuery {
  readonly account?: string;
  /** Only those of other vendor accounts than these. */
  readonly otherThan?: readonly string[];
  readonly itemtype?: string;
  readonly state?: LicenseState;
  readonly item?: string;
  readonly pricelist?: string;
  /** Only those with this remoteid; '' for none. */
  readonly remoteid?: string;
  /** At most this many. */
  readonly limit?: number;
  /** Only these upstream ids. */
  readonly licenseIds?: readonly string[];
  /** Only those whose upstream end date is this one or earlier. */
  readonly expiresBy?: IsoDate;
}

/** One of the upstream's lists. */
export interface ListKey {
  readonly account: string;
  readonly itemtype: string;
}

/**
 * A machine, distinguished from a copy by machine-id and the hardware's uuid; '' for an unknown
 * one.
 */
export interface Machine {
  readonly id: string;
  readonly hardware: string;
}

/** Whose journal this is. */
export interface Installation {
  /** The five characters that every remoteid of ours begins with; null until drawn. */
  readonly mark: string | null;
  readonly begunAt: Date;
  /** Rises with each operation and sending; its copy in BILLmanager reveals one put back. */
  readonly counter: number;
  /** Machines that may act for it; if there are none yet, whichever asks first may. */
  readonly machines: readonly Machine[];
  /**
   * Why the journal does not know everything that was done in its name: it was put back or begun
   * anew. null: it knows.
   */
  readonly catchingUp: 'put_back' | 'rebuilt' | null;
}

/** What may be changed about an installation; the rest stays. */
export interface InstallationChange {
  readonly mark?: string;
  readonly machine?: Machine;
  /** Forgets the known machines first. */
  readonly onlyMachine?: true;
  readonly catchingUp?: Installation['catchingUp'];
  /** Raised to at least this. */
  readonly counter?: number;
}

/** A change of the ledger. */
export type LedgerWrite =
  /** Adds the license, or updates the one with this account, itemtype and licenseId. */
  { readonly put: NewLedgerLicense } | { readonly update: number; readonly change: LedgerChange };
