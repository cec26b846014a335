import Database from 'better-sqlite3';
import type { Log } from '../base/log.ts';
import { sqliteAddon } from '../base/native.ts';
import { corruptFault, isBusy, stateFault } from './faults.ts';
import { BUSY_MS, START_MS, syncLicense } from './schema.ts';
import { prepareStateFile } from './state-file.ts';

export type SqlValue = string | number | null;
/** A row as SQLite returns it; columns.ts reads its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Statements inside one call. Every distinct text is prepared once. */
export interface Sql {
  all(text: string, ...values: readonly SqlValue[]): readonly Row[];
  get(text: string, ...values: readonly SqlValue[]): Row | null;
  run(
    text: string,
    ...values: readonly SqlValue[]
  ): { readonly changes: number; readonly id: number };
}

/**
 * synchronous=FULL: a commit waits until the log is on the disk. With WAL's usual NORMAL a power
 * failure may undo the last commits, among them perhaps the promise of a charge whose request has
 * already left: the retry would not know of it and could charge again. It costs about a
 * millisecond; a request costs a hundred.
 */
const DURABLE = 'PRAGMA synchronous = FULL';
/**
 * For rows that mean nothing after a reboot (locks, pace): survives the death of a process, not a
 * power failure.
 */
const RELAXED = 'PRAGMA synchronous = NORMAL';

/**
 * How long an access waits, in milliseconds, if the file has been locked since an earlier access
 * waited in vain.
 */
const STILL_BUSY_MS = 500;

const CONNECTION = `
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
${DURABLE};
`;

/** One connection to the state file. Every error leaves it as a Fault (see faults.ts). */
export class StateDatabase {
  readonly file: string;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #sql: Sql;
  readonly #busyMs: number;
  #isBusy = false;

  private constructor(file: string, database: Database.Database, busyMs: number) {
    this.file = file;
    this.#database = database;
    this.#busyMs = busyMs;
    this.#sql = {
      all: (text, ...values) =>
        this.#statement(text)
          .all(...values)
          .map(each => this.#row(each)),
      get: (text, ...values) => {
        const found = this.#statement(text).get(...values);
        return found === undefined ? null : this.#row(found);
      },
      run: (text, ...values) => {
        const { changes, lastInsertRowid } = this.#statement(text).run(...values);
        return { changes, id: Number(lastInsertRowid) };
      },
    };
  }

  /**
   * Opens the state file (absolute path); makes it, or brings its schema up to date, if needed.
   * Throws Fault: state_exposed, state_folder_exposed, path_exposed, library_unusable, state_newer,
   * state_corrupt, state_unusable.
   */
  static open(file: string, mustExist: boolean, log: Log, busyMs = BUSY_MS): StateDatabase {
    return mapped(file, () => {
      prepareStateFile(file, mustExist);
      const database = new Database(file, {
        fileMustExist: true,
        timeout: START_MS,
        ...nativeBinding(),
      });
      try {
        database.exec(CONNECTION);
        syncLicense(database, file, log);
      } catch (error) {
        database.close();
        throw error;
      }
      const opened = new StateDatabase(file, database, busyMs);
      opened.#expectBusy(false);
      return opened;
    });
  }

  /** Reads; each statement sees its own moment. */
  read<T>(work: (sql: Sql) => T): T {
    return mapped(this.file, () => work(this.#sql));
  }

  /**
   * One transaction that holds the write lock from the beginning; on the disk when this returns.
   */
  write<T>(work: (sql: Sql) => T): T {
    return this.#locking(work);
  }

  /** Like write, but a power failure may undo it. */
  writeRelaxed<T>(work: (sql: Sql) => T): T {
    return mapped(this.file, () => {
      this.#database.exec(RELAXED);
      try {
        return this.#locking(work);
      } finally {
        this.#database.exec(DURABLE);
      }
    });
  }

  /** May be called twice. */
  close(): void {
    mapped(this.file, () => this.#database.close());
  }

  /**
   * An operation makes several accesses: only the first one waits long for a file that stays
   * locked.
   */
  #locking<T>(work: (sql: Sql) => T): T {
    try {
      const result = this.#database.transaction(() => work(this.#sql)).immediate();
      if (this.#isBusy) this.#expectBusy(false);
      return result;
    } catch (error) {
      if (!this.#isBusy && isBusy(error)) this.#expectBusy(true);
      throw stateFault(error, this.file);
    }
  }

  #expectBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#database.pragma(`busy_timeout = ${isBusy ? STILL_BUSY_MS : this.#busyMs}`);
  }

  #statement(text: string): Database.Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #row(found: unknown): Row {
    if (typeof found !== 'object' || found === null)
      throw corruptFault(this.file, 'a row without columns');
    return { ...found };
  }
}

function mapped<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw stateFault(error, file);
  }
}

/** The executable carries SQLite's addon beside itself; from sources the package finds its own. */
function nativeBinding(): { nativeBinding?: string } {
  const addon = sqliteAddon();
  // better-sqlite3 13 accepts the loaded addon here; its type declarations do not say so yet
  return addon === undefined ? {} : { nativeBinding: addon as unknown as string };
}
