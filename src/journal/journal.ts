import type { BootTime } from '../base/clock.ts';
import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';
import type { ServiceFingerprint } from './service-fingerprint.ts';

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
  /** Of the service it is about; '' where it is not known. */
  readonly fingerprint: ServiceFingerprint;
  readonly state: OperationState;
  readonly attempts: number;
  /** What the service looked like when the operation began (its expiredate, status ...). */
  readonly facts: JsonObject;
  /** What came of it: text of the last fault, or facts noted at the end. */
  readonly outcome: JsonObject | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** When something was done, by the wall and by the machine. */
export interface Moment extends BootTime {
  readonly at: Date;
}

/** What a step took from the vendor account: as the balance told, or as the list price has it. */
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
   * Each time its request may have left: bytes were about to be sent, and it is not known that none
   * was. The oldest first.
   */
  readonly sendings: readonly Moment[];
  /** Looks that found nothing since the last sending. The oldest first. */
  readonly looks: readonly Moment[];
  /** null while it is not known that the step happened. */
  readonly result: JsonObject | null;
  readonly cost: Cost | null;
}

/**
 * live: serves `item`. released: kept for reuse. ended: deleted or gone upstream. orphan: it is
 * there and ours, and the service that it served, `item`, no longer is.
 */
export type LicenseState = 'live' | 'released' | 'ended' | 'orphan';

/**
 * How a license came into the ledger: ordered here (or by an earlier version), given by a person
 * (adopt, resolve, apply), named by its service, or only found in the vendor's list under a
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
  /** Of that service; '' where it is not known. */
  readonly fingerprint: ServiceFingerprint;
  /** BILLmanager's processing module that bought it. */
  readonly module: string;
  readonly state: LicenseState;
  readonly source: LicenseSource;
  /** The remoteid that was written for it; '' where none was, or it is not known. */
  readonly remoteid: string;
  /** What stood in its place before; null where nothing was replaced. */
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
  /** Upstream's end date; null for a lifetime, and while it is not known yet. */
  readonly expiredate: IsoDate | null;
  /**
   * The end that this journal's purchases gave it, or that it had when it was taken in: a later one
   * was paid for by somebody else. null for a lifetime, and while it is not known.
   */
  readonly boughtUntil: IsoDate | null;
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
  /** Only those for which this was written; '' for none. */
  readonly remoteid?: string;
  /** At most so many. */
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

/** A machine, told from a copy by machine-id and the hardware's uuid; '' for what is not known. */
export interface Machine {
  readonly id: string;
  readonly hardware: string;
}

/** Whose journal this is. */
export interface Installation {
  /** Five characters in front of every remoteid of ours; null until it is drawn. */
  readonly mark: string | null;
  readonly begunAt: Date;
  /** Rises with each operation; its copy in BILLmanager shows a journal that was put back. */
  readonly counter: number;
  /** Machines that may act for it; none yet: whichever asks first. */
  readonly machines: readonly Machine[];
  /**
   * The journal does not know all that was done in its name, for it was put back or had to be begun
   * anew; null: it does.
   */
  readonly catchingUp: 'put_back' | 'rebuilt' | null;
}

/** What may be said of an installation; the rest stays. */
export interface InstallationChange {
  readonly mark?: string;
  readonly machine?: Machine;
  /** The machines that were known are forgotten first. */
  readonly onlyMachine?: true;
  readonly catchingUp?: Installation['catchingUp'];
  /** Raised to at least this. */
  readonly counter?: number;
}

/** A lock that is held. */
export interface Lock {
  /** Is it still held? Asked before each request that changes something. */
  held(): boolean;
  /** Aborted as soon as it is known that the lock was lost. */
  readonly lost: AbortSignal;
  /** May be called twice. */
  release(): Promise<void>;
}

/**
 * The product's only state: promises (operations, their steps) and the ledger of licenses.
 * Asynchronous and narrow, so that a second engine can stand behind it. Every method is one durable
 * transaction unless it says otherwise: when its promise resolves, the change survives a crash of
 * the process and of the machine. Throws Fault: state_exposed, state_folder_exposed, path_exposed,
 * library_unusable, state_newer, state_corrupt (final), state_unusable (passing: locked, full,
 * read-only), and internal where the caller breaks a rule of a method; then nothing of the call is
 * kept. Data with a secret's name (base/secret-names.ts) among its keys is refused (internal),
 * whatever it is stored as. Every method may be repeated after an unknown outcome: done
 * twice it does what it does once.
 */
export interface Journal {
  /**
   * Opens the operation of a call. An unfinished (open or waiting) operation of the same command
   * and item is taken up if the running operation is the same, if the call has none, or if the row
   * has none (it then takes the call's); otherwise a new row begins. `ended` is the latest done row
   * of exactly this key, for the caller to judge whether the id repeats itself; then nothing is
   * begun unless `anew` is set. A failed row of the key does not count: a new one begins. A call
   * without running operation is never `ended`. Rows of another service that had the number before
   * (`fingerprint`) do not count; unfinished ones end as failed. Several unfinished wishes: it
   * joins the oldest. A
   * resumed row keeps the facts, module and state of its beginning (a waiting one stays waiting
   * until `close` says otherwise); `attempts` counts each begin.
   */
  begin(
    key: OperationKey,
    module: string,
    facts: JsonObject,
    options?: { readonly anew?: boolean; readonly fingerprint?: ServiceFingerprint },
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
   * Before the act: what will be done; one more sending. Replaces the step's earlier intent if it
   * has no result. Durable before it resolves. Refused for a settled step and for an operation that
   * is done or failed.
   */
  intend(operation: number, step: string, intent: JsonObject): Promise<StepRow>;
  /** One more look for the step found nothing. */
  look(operation: number, step: string): Promise<void>;
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
    cost?: Cost,
  ): Promise<void>;
  /**
   * The sending of this time was certainly not carried out and is taken back, and with the last
   * one the step; without `sending` all of it is. Returns what is left of it: an earlier sending
   * may be in doubt. Harmless when there is none; refused for a settled step.
   */
  retract(operation: number, step: string, sending?: Date): Promise<StepRow | null>;
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
   * Has a license of the ledger, or an order that is intended or done, this remoteid, or an
   * operation on this service this draw? One that was given up may be carried out late.
   */
  knowsRemoteId(
    remoteid: string,
    wish: { readonly item: string; readonly draw: string },
  ): Promise<boolean>;
  /**
   * Takes a released license for a service, so that no other process takes it too: it becomes live
   * for `item`, as if it had been ordered for it. False if it is no longer released. Refused if
   * the service has a live license already.
   */
  reserveLicense(license: number, item: string, fingerprint?: ServiceFingerprint): Promise<boolean>;

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
   * Not re-entrant: whoever holds it and asks again waits like
   * anybody else. Survives no power failure, and needs not to.
   */
  lock(name: string, waitMs: number): Promise<Lock | null>;
  /**
   * Reserves the next moment at which a request may be sent to `account`, spaced `1/rate` seconds
   * across processes; returns the milliseconds to wait. Not synced to the disk.
   */
  reserveRequest(account: string, rate: number): Promise<number>;

  installation(): Promise<Installation>;
  /** Gives the installation its mark, unless it has one; returns the one that it has. */
  drawMark(mark: string): Promise<string>;
  /** Its mark, machines and state by a person's word; `machine` is added to those that may act. */
  changeInstallation(change: InstallationChange): Promise<void>;
  /**
   * The journal of a copy: a mark and a machine of its own, no license, and nothing left to be
   * finished. What was done stays to be read.
   */
  becomeCopy(mark: string, machine: Machine): Promise<void>;

  /** Closes the file. Locks are released. */
  dispose(): Promise<void>;
}

export type LedgerWrite =
  /** Adds the license, or updates the one with this account, itemtype and licenseId. */
  { readonly put: NewLedgerLicense } | { readonly update: number; readonly change: LedgerChange };
