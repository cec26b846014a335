import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';

/**
 * Plain data as it is kept in the journal. Never a secret: keys and passwords do not belong in it.
 */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Which call this is (docs/reference/processing-module.md, "Running operations: which call is a
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
 * waiting: BILLmanager has been told "accepted" (postopen); checkevent ends it when upstream is
 * ready. done: ended well. failed: ended by a fault that no retry can mend (another attempt begins
 * anew).
 */
export type OperationState = 'open' | 'waiting' | 'done' | 'failed';

export interface OperationRow {
  readonly id: number;
  readonly command: string;
  readonly item: string;
  readonly runningOperation: string | null;
  readonly module: string;
  readonly state: OperationState;
  readonly attempts: number;
  /** What the service looked like when the operation began (its expiredate, status ...). */
  readonly facts: JsonObject;
  /** What came of it: text of the last fault, or facts noted at the end. */
  readonly outcome: JsonObject | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * A step of an operation: `intended` until `result` is known. `name` is unique within the
 * operation.
 */
export interface StepRow {
  readonly name: string;
  readonly intent: JsonObject;
  readonly intendedAt: Date;
  /** null while it is not known that the step happened. */
  readonly result: JsonObject | null;
}

/** live: serves `item`. released: kept for reuse. ended: deleted or gone upstream. */
export type LicenseState = 'live' | 'released' | 'ended';

/** One license that we bought (or adopted), and the service it serves. */
export interface LedgerLicense {
  readonly id: number;
  /** The upstream account that pays: see `upstreamAccount`. */
  readonly account: string;
  readonly itemtype: string;
  readonly licenseId: string;
  /** The service it serves; null while released. */
  readonly item: string | null;
  /** BILLmanager's processing module that bought it. */
  readonly module: string;
  readonly state: LicenseState;
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
  /** Upstream's end date; null for a lifetime, and while it is not known yet. */
  readonly expiredate: IsoDate | null;
  /** Until when the client has paid, as far as this side's operations know; null if unknown. */
  readonly paidUntil: IsoDate | null;
  /** The service's expiredate where we saw it last. */
  readonly seenExpiredate: IsoDate | null;
  readonly clientPeriod: Period | null;
  readonly ipChangeDate: IsoDate | null;
  readonly releasedAt: Date | null;
  readonly updatedAt: Date;
}

export type NewLedgerLicense = Omit<LedgerLicense, 'id' | 'updatedAt'>;
export type LedgerChange = Partial<
  Omit<LedgerLicense, 'id' | 'account' | 'itemtype' | 'licenseId' | 'updatedAt'>
>;

export interface LicenseQuery {
  readonly account?: string;
  readonly itemtype?: string;
  readonly state?: LicenseState;
  readonly item?: string;
  readonly pricelist?: string;
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
 * The product's only state: promises (operations, their steps) and the ledger of licenses.
 * Asynchronous and narrow, so that a second engine can stand behind it. Every method is one durable
 * transaction unless it says otherwise: when its promise resolves, the change survives a crash of
 * the process and of the machine. Throws Fault: state_exposed, state_folder_exposed, path_exposed,
 * library_unusable, state_newer, state_corrupt (final), state_unusable (passing: locked, full,
 * read-only), and internal where the caller breaks a rule of a method; then nothing of the call is
 * kept. Data with a secret's name (base/secret-names.ts) among its keys is refused (internal),
 * whatever it is stored as.
 */
export interface Journal {
  /**
   * Opens the operation of a call. An unfinished (open or waiting) operation of the same command
   * and item is taken up if the running operation is the same, if the call has none, or if the row
   * has none (it then takes the call's); otherwise a new row begins. `ended` is the latest done row
   * of exactly this key, for the caller to judge whether the id repeats itself; then nothing is
   * begun unless `anew` is set. A failed row of the key does not count: a new one begins. A call
   * without running operation is never `ended`. Several unfinished wishes: it joins the oldest. A
   * resumed row keeps the facts, module and state of its beginning (a waiting one stays waiting
   * until `close` says otherwise); `attempts` counts each begin.
   */
  begin(
    key: OperationKey,
    module: string,
    facts: JsonObject,
    options?: { readonly anew?: boolean },
  ): Promise<
    | {
        readonly kind: 'new' | 'resumed';
        readonly operation: OperationRow;
        readonly steps: readonly StepRow[];
      }
    | {
        readonly kind: 'ended';
        readonly operation: OperationRow;
        readonly steps: readonly StepRow[];
      }
  >;
  /**
   * Before the act: what will be done. Replaces the step's earlier intent if it has no result.
   * Durable before it resolves. Refused for a settled step and for an operation that is done or
   * failed.
   */
  intend(operation: number, step: string, intent: JsonObject): Promise<void>;
  /**
   * After the act: what came of it, with the changes of the ledger that follow from it, in one
   * transaction. The step must have been intended. Settling again with the same result is harmless,
   * with another one refused.
   */
  settle(
    operation: number,
    step: string,
    result: JsonObject,
    ledger?: readonly LedgerWrite[],
  ): Promise<void>;
  /**
   * The act was certainly not carried out: the intent is taken back. Harmless when there is none;
   * refused for a settled step.
   */
  retract(operation: number, step: string): Promise<void>;
  /**
   * Ends the operation, or parks it as waiting, or notes why this attempt stopped (`open` with an
   * outcome). What is done or failed stays so: another state is refused, the same one replaces the
   * outcome.
   */
  close(
    operation: number,
    state: OperationState,
    outcome: JsonObject,
    ledger?: readonly LedgerWrite[],
  ): Promise<void>;
  /** Merges keys into the facts of an operation, ended ones too. */
  note(operation: number, facts: JsonObject): Promise<void>;
  /** Latest first. */
  operations(query: {
    readonly item?: string;
    readonly command?: string;
    readonly states?: readonly OperationState[];
    readonly module?: string;
    readonly limit?: number;
  }): Promise<readonly OperationRow[]>;
  /** In the order in which they were first intended. */
  steps(operation: number): Promise<readonly StepRow[]>;

  /** The live license of a service; null if there is none. */
  licenseOf(item: string): Promise<LedgerLicense | null>;
  licenses(query: LicenseQuery): Promise<readonly LedgerLicense[]>;
  /**
   * Ledger changes outside a step, in one transaction, in their order. A service has one live
   * license: moving it to another one first releases or ends the old, then puts the new. A live
   * license changes its service by `update`, never by `put`.
   */
  write(ledger: readonly LedgerWrite[]): Promise<void>;
  /**
   * Takes a released license for a service, so that no other process takes it too: it becomes live
   * for `item`. False if it is no longer released. Refused if the service has a live license
   * already.
   */
  reserveLicense(license: number, item: string): Promise<boolean>;

  /** Upstream ids of the live licenses, nothing else of them: there may be a hundred thousand. */
  liveLicenseIds(list: ListKey): Promise<readonly string[]>;

  /**
   * Holds fingerprints of list rows (by the vendor's id) against those marked as synced before.
   * Returns the ids whose fingerprint is another one or new, and since when they have been waiting;
   * that is noted for changed rows and forgotten when they are marked. Writes nothing while nothing
   * changes. A row is no longer synced when what the ledger says of its license changes.
   */
  unsyncedRows(
    list: ListKey,
    fingerprints: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, Date>>;
  /** BILLmanager knows what the rows with these fingerprints say. */
  markSynced(list: ListKey, fingerprints: ReadonlyMap<string, string>): Promise<void>;

  /**
   * Small facts with an age: the price list, a balance, "the ledger is whole". null if never put.
   */
  recall(key: string): Promise<{ readonly value: Json; readonly storedAt: Date } | null>;
  remember(key: string, value: Json): Promise<void>;

  /**
   * Takes the lock of a name ("item 117", "checkevent") across processes, waiting at most `waitMs`.
   * null if another living process holds it. A lock whose process has died (by any signal) is free.
   * `release` may be called twice. Not re-entrant: whoever holds it and asks again waits like
   * anybody else. Survives no power failure, and needs not to.
   */
  lock(name: string, waitMs: number): Promise<{ release(): Promise<void> } | null>;
  /**
   * Reserves the next moment at which a request may be sent to `account`, spaced `1/rate` seconds
   * across processes; returns the milliseconds to wait. Not synced to the disk.
   */
  reserveRequest(account: string, rate: number): Promise<number>;

  /** Closes the file. Locks are released. */
  dispose(): Promise<void>;
}

export type LedgerWrite =
  /** Adds the license, or updates the one with this account, itemtype and licenseId. */
  { readonly put: NewLedgerLicense } | { readonly update: number; readonly change: LedgerChange };
