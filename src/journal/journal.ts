import type {
  Cost,
  Installation,
  InstallationChange,
  Json,
  JsonObject,
  LedgerLicense,
  LedgerWrite,
  LicenseQuery,
  ListKey,
  Machine,
  OperationKey,
  OperationRow,
  OperationState,
  StepRow,
} from './records.ts';
import type { ServiceFingerprint } from './service-fingerprint.ts';

/** A lock held by this process. */
export interface Lock {
  /** Is it still held? Checked before each request that changes something. */
  held(): boolean;
  /** Aborted as soon as it is known that the lock was lost. */
  readonly lost: AbortSignal;
  /** May be called twice. */
  release(): Promise<void>;
}

/**
 * The product's only state: promises (operations, their steps) and the ledger of licenses.
 * Asynchronous and narrow, so that it can have a second engine. Every method is one durable
 * transaction unless it says otherwise: when its promise resolves, the change survives a crash of
 * the process and of the machine. Throws Fault: state_exposed, state_folder_exposed, path_exposed,
 * library_unusable, state_newer, state_corrupt (final), state_unusable (passing: locked, full,
 * read-only), and internal if the caller breaks a rule of a method; nothing of the call is then
 * kept. Data with a secret's name (base/secret-names.ts) among its keys is refused (internal).
 * Every method may be repeated after an unknown outcome: doing it twice is the same as doing it
 * once.
 */
export interface Journal {
  /**
   * Opens the operation of a call. An unfinished (open or waiting) operation of the same command
   * and item is resumed if the running operation is the same, if the call has none, or if the row
   * has none (it then takes the call's); otherwise a new row begins. `ended` is the latest done row
   * of exactly this key, for the caller to judge whether the id was used again; nothing is then
   * begun unless `anew` is set. A failed row of the key does not count: a new one begins. A call
   * without running operation is never `ended`. Rows of another service that had the number before
   * (`fingerprint`) do not count; unfinished ones end as failed. Of several unfinished operations
   * the oldest is resumed. A resumed row keeps its original facts, module and state (a waiting one
   * stays waiting until `close` says otherwise); `attempts` counts each begin.
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
   * has no result. `facts` are merged into the operation's. Durable before it resolves. Refused for
   * a settled step and for an operation that is done or failed.
   */
  intend(operation: number, step: string, intent: JsonObject, facts?: JsonObject): Promise<StepRow>;
  /** Notes that one more look for the step found nothing. */
  look(operation: number, step: string): Promise<void>;
  /**
   * After the act: what came of it, with the changes of the ledger that follow from it, in one
   * transaction. The step must have been intended. Settling again with the same result is harmless;
   * with another result it is refused.
   */
  settle(
    operation: number,
    step: string,
    result: JsonObject,
    ledger?: readonly LedgerWrite[],
    cost?: Cost,
  ): Promise<void>;
  /**
   * Takes back the sending of this time, which was certainly not carried out, and with the last one
   * the step; without `sending`, the whole step. Returns what is left: an earlier sending may be in
   * doubt. Harmless when there is none; refused for a settled step.
   */
  retract(operation: number, step: string, sending?: Date): Promise<StepRow | null>;
  /**
   * Ends the operation, or parks it as waiting, or notes why this attempt stopped (`open` with an
   * outcome). A done or failed operation stays so: another state is refused, the same state
   * replaces the outcome.
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
   * Does a license of the ledger, or an order that is intended or done, have this remoteid, or an
   * operation on this service this draw? Orders that were given up count: they may be carried out
   * late.
   */
  knowsRemoteId(
    remoteid: string,
    wish: { readonly item: string; readonly draw: string },
  ): Promise<boolean>;
  /**
   * Reserves a released license for a service, so that no other process takes it too: it becomes
   * live for `item`, as if ordered for it. False if it is no longer released. Refused if the
   * service has a live license already.
   */
  reserveLicense(license: number, item: string, fingerprint?: ServiceFingerprint): Promise<boolean>;

  /** Upstream ids of the live licenses and nothing else: there may be a hundred thousand. */
  liveLicenseIds(list: ListKey): Promise<readonly string[]>;

  /**
   * Compares fingerprints of list rows (by the vendor's id) with those marked as synced. Returns
   * the ids whose fingerprint is new or changed, and since when they have been waiting; this is
   * noted for changed rows and forgotten when they are marked. Writes nothing if nothing changes. A
   * row is no longer synced when the ledger's data on its license changes.
   */
  unsyncedRows(
    list: ListKey,
    fingerprints: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, Date>>;
  /** Notes that BILLmanager has the data of the rows with these fingerprints. */
  markSynced(list: ListKey, fingerprints: ReadonlyMap<string, string>): Promise<void>;

  /**
   * Small facts with an age: the price list, a balance, "the ledger is whole". null if never put.
   */
  recall(key: string): Promise<{ readonly value: Json; readonly storedAt: Date } | null>;
  remember(key: string, value: Json): Promise<void>;

  /**
   * Takes the lock of a name ("item 117", "checkevent") across processes, waiting at most `waitMs`.
   * null if another living process holds it. A lock whose process has died (by any signal) is free.
   * Not re-entrant: whoever holds it and asks again waits like anybody else. It does not survive a
   * power failure, and need not.
   */
  lock(name: string, waitMs: number): Promise<Lock | null>;
  /**
   * Reserves the next moment at which a request may be sent to `account`, spaced `1/rate` seconds
   * across processes; returns the milliseconds to wait. Not synced to the disk.
   */
  reserveRequest(account: string, rate: number): Promise<number>;

  installation(): Promise<Installation>;
  /** Gives the installation its mark unless it has one; returns the one that holds. */
  drawMark(mark: string): Promise<string>;
  /**
   * Changes its mark, machines and state by a person's order; `machine` is added to those that may
   * act.
   */
  changeInstallation(change: InstallationChange): Promise<void>;
  /**
   * Makes this the journal of a copy: a mark and a machine of its own, no license, and nothing left
   * to finish. What was done can still be read.
   */
  becomeCopy(mark: string, machine: Machine): Promise<void>;

  /** Closes the file. Locks are released. */
  dispose(): Promise<void>;
}
