import { resolve } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import { Columns } from './columns.ts';
import { StateDatabase } from './database.ts';
import { misuse } from './faults.ts';
import {
  becomeCopy,
  beginInstallation,
  changeInstallation,
  drawMark,
  readInstallation,
} from './installation-table.ts';
import type { Journal } from './journal.ts';
import {
  applyLedger,
  findLicenseOf,
  isRemoteIdInLedger,
  listLicenses,
  listLiveIds,
  readLicense,
  reserveLicense,
} from './ledger.ts';
import { Locks } from './locks.ts';
import { recallFact, rememberFact } from './memory.ts';
import {
  closeOperation,
  endOfFormerService,
  findDone,
  findUnfinished,
  insertOperation,
  isDrawn,
  listOperations,
  noteFacts,
  readOperation,
  requireOperation,
  requireUnfinished,
  takeUp,
} from './operations-table.ts';
import { reserve } from './rate-limiter.ts';
import type { Moment } from './records.ts';
import { findUnsynced, markSynced, noteUnsynced } from './snapshot-table.ts';
import {
  intendStep,
  isRemoteIdIntended,
  listSteps,
  lookForStep,
  retractStep,
  settleStep,
} from './steps-table.ts';

export interface JournalOptions {
  /** The state file. */
  readonly file: string;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Do not make a new file: for commands that only look. */
  readonly mustExist?: boolean;
  /** How long to wait for other processes, in milliseconds; default BUSY_MS. */
  readonly busyMs?: number;
}

/**
 * The product's state, opened on first use: folder (0700), file (0600) and schema are made if
 * missing. Each method then also throws Fault: state_exposed, state_folder_exposed, path_exposed,
 * library_unusable, state_newer, state_corrupt, state_unusable.
 */
export const sqliteJournal = (options: JournalOptions): Journal => new SqliteJournal(options);

/** The same, opened at once. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const journal = new SqliteJournal(options);
  journal.open();
  return journal;
}

/**
 * The journal over one SQLite file: each method is one transaction over the tables' own functions.
 */
class SqliteJournal implements Journal {
  readonly #file: string;
  readonly #mustExist: boolean;
  readonly #busyMs: number | undefined;
  readonly #clock: Clock;
  readonly #log: Log;
  #opened: { readonly database: StateDatabase; readonly locks: Locks } | null = null;
  #disposed = false;

  constructor({ file, mustExist, busyMs, clock, log }: JournalOptions) {
    this.#file = resolve(file);
    this.#mustExist = mustExist ?? false;
    this.#busyMs = busyMs;
    this.#clock = clock ?? systemClock;
    this.#log = log ?? silentLog;
  }

  open(): { readonly database: StateDatabase; readonly locks: Locks } {
    if (this.#opened === null) {
      if (this.#disposed) throw misuse('journal', 'it has been disposed of');
      const database = StateDatabase.open(this.#file, this.#mustExist, this.#log, this.#busyMs);
      this.#opened = { database, locks: new Locks(database, this.#clock) };
    }
    return this.#opened;
  }

  get #database(): StateDatabase {
    return this.open().database;
  }

  readonly begin: Journal['begin'] = async (key, module, facts, options = {}) => {
    const now = this.#now();
    // one transaction for looking and entering: two processes with the same call make one row
    return this.#database.write(sql => {
      const answer = (kind: 'new' | 'resumed' | 'ended', id: number) => ({
        kind,
        operation: requireOperation(sql, this.#file, id),
        steps: listSteps(sql, this.#file, id),
      });
      const { anew, fingerprint = '' } = options;
      endOfFormerService(sql, this.#file, key.item, fingerprint, now);
      const unfinished = findUnfinished(sql, key);
      if (unfinished !== null) {
        const row = readOperation(unfinished, this.#file);
        takeUp(sql, row, key.runningOperation, fingerprint, now);
        return answer('resumed', row.id);
      }
      const done = anew === true ? null : findDone(sql, this.#file, key, fingerprint);
      if (done !== null) return answer('ended', done.id);
      return answer('new', insertOperation(sql, key, module, fingerprint, facts, now));
    });
  };

  readonly intend: Journal['intend'] = async (operation, step, intent, facts = {}) => {
    return this.#database.write(sql => {
      requireUnfinished(sql, this.#file, operation);
      if (Object.keys(facts).length > 0) noteFacts(sql, this.#file, operation, facts, this.#now());
      return intendStep(sql, this.#file, operation, step, intent, this.#moment());
    });
  };

  readonly look: Journal['look'] = async (operation, step) => {
    this.#database.write(sql => {
      requireUnfinished(sql, this.#file, operation);
      lookForStep(sql, this.#file, operation, step, this.#moment());
    });
  };

  readonly settle: Journal['settle'] = async (operation, step, result, ledger = [], cost) => {
    this.#database.write(sql => {
      requireUnfinished(sql, this.#file, operation);
      settleStep(sql, operation, step, result, cost ?? null, this.#now());
      applyLedger(sql, ledger, this.#now());
    });
  };

  readonly retract: Journal['retract'] = async (operation, step, sending) => {
    return this.#database.write(sql => {
      requireUnfinished(sql, this.#file, operation);
      return retractStep(sql, this.#file, operation, step, sending);
    });
  };

  readonly close: Journal['close'] = async (operation, state, outcome, ledger = []) => {
    this.#database.write(sql => {
      closeOperation(sql, this.#file, operation, state, outcome, this.#now());
      applyLedger(sql, ledger, this.#now());
    });
  };

  readonly note: Journal['note'] = async (operation, facts) => {
    this.#database.write(sql => noteFacts(sql, this.#file, operation, facts, this.#now()));
  };

  readonly operations: Journal['operations'] = async query => {
    const rows = this.#database.read(sql => listOperations(sql, query));
    return rows.map(each => readOperation(each, this.#file));
  };

  readonly steps: Journal['steps'] = async operation => {
    return this.#database.read(sql => listSteps(sql, this.#file, operation));
  };

  readonly licenseOf: Journal['licenseOf'] = async item => {
    const row = this.#database.read(sql => findLicenseOf(sql, item));
    return row === null ? null : readLicense(row, this.#file);
  };

  readonly licenses: Journal['licenses'] = async query => {
    const rows = this.#database.read(sql => listLicenses(sql, query));
    return rows.map(each => readLicense(each, this.#file));
  };

  readonly liveLicenseIds: Journal['liveLicenseIds'] = async list => {
    const row = this.#database.read(sql => listLiveIds(sql, list));
    return row === null ? [] : new Columns(row, this.#file, 'license').texts('ids');
  };

  readonly unsyncedRows: Journal['unsyncedRows'] = async (list, fingerprints) => {
    const now = this.#clock.now();
    const unsynced = this.#database.read(sql =>
      findUnsynced(sql, this.#file, list, fingerprints, now),
    );
    // the time when a row first differed only orders the work: it need not survive a power failure
    if (unsynced.size > 0) this.#database.writeRelaxed(sql => noteUnsynced(sql, list, unsynced));
    return unsynced;
  };

  /** Not synced to the disk: a row whose mark is lost is only checked once more. */
  readonly markSynced: Journal['markSynced'] = async (list, fingerprints) => {
    if (fingerprints.size > 0)
      this.#database.writeRelaxed(sql => markSynced(sql, list, fingerprints));
  };

  readonly write: Journal['write'] = async ledger => {
    this.#database.write(sql => applyLedger(sql, ledger, this.#now()));
  };

  readonly reserveLicense: Journal['reserveLicense'] = async (license, item, fingerprint = '') => {
    return this.#database.write(sql =>
      reserveLicense(sql, license, item, fingerprint, this.#now()),
    );
  };

  readonly knowsRemoteId: Journal['knowsRemoteId'] = async (remoteid, wish) => {
    return this.#database.read(
      sql =>
        isRemoteIdInLedger(sql, remoteid) ||
        isRemoteIdIntended(sql, remoteid) ||
        isDrawn(sql, wish.item, wish.draw),
    );
  };

  readonly recall: Journal['recall'] = async key => {
    return this.#database.read(sql => recallFact(sql, this.#file, key));
  };

  readonly remember: Journal['remember'] = async (key, value) => {
    this.#database.write(sql => rememberFact(sql, key, value, this.#now()));
  };

  readonly lock: Journal['lock'] = async (name, waitMs) => {
    return this.open().locks.take(name, waitMs);
  };

  /**
   * Not synced to the disk: after a power failure the upstream has long forgotten the last request.
   */
  readonly reserveRequest: Journal['reserveRequest'] = async (account, rate) => {
    return this.#database.writeRelaxed(sql =>
      reserve(sql, this.#file, account, rate, this.#clock.now().getTime()),
    );
  };

  readonly installation: Journal['installation'] = async () => {
    const known = this.#database.read(sql => readInstallation(sql, this.#file));
    const { begunAt } = known;
    if (begunAt !== null) return { ...known, begunAt };
    this.#database.write(sql => beginInstallation(sql, this.#now()));
    return this.installation();
  };

  readonly drawMark: Journal['drawMark'] = async mark => {
    return this.#database.write(sql => drawMark(sql, this.#file, mark));
  };

  readonly changeInstallation: Journal['changeInstallation'] = async change => {
    this.#database.write(sql => changeInstallation(sql, change, this.#now()));
  };

  readonly becomeCopy: Journal['becomeCopy'] = async (mark, machine) => {
    this.#database.write(sql => becomeCopy(sql, mark, machine, this.#now()));
  };

  readonly dispose: Journal['dispose'] = async () => {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#opened === null) return;
    const { database, locks } = this.#opened;
    try {
      locks.releaseAll();
    } catch (error) {
      // they end with this process at the latest; closing matters more
      this.#log.warning(`state file ${this.#file}: locks not released: ${String(error)}`);
    }
    database.close();
  };

  #moment(): Moment {
    return { ...this.#clock.boot(), at: this.#clock.now() };
  }

  /** As stored: UTC, to the millisecond. Text order is time order. */
  #now(): string {
    return this.#clock.now().toISOString();
  }
}
