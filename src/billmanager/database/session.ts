import type { Connection } from 'mysql2';
import type { Clock } from '../../base/clock.ts';
import type { Fields } from '../forms/fields.ts';
import type { DatabaseSettings } from './panel-settings.ts';

/** The database cannot be read; the message says why, and has no secret. */
export class DatabaseUnreadable extends Error {
  override readonly name = 'DatabaseUnreadable';
}

/** A row: the columns that are not NULL, as text. */
export type Row = Fields;
export type SqlValue = string | number | readonly (string | number)[];

/** Reads BILLmanager's database. */
export interface Database {
  /** Values are bound to the `?`s, a list as `(?)`. Throws DatabaseUnreadable. */
  rows(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  close(): void;
}

const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
/** The database is restarting, or another transaction was in the way. */
const PASSING: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_QUERY_INTERRUPTED',
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
]);
const MOST_TRIES = 3;
const PAUSE_MS = 50;
/** No such database. */
const NO_DATABASE = 'ER_BAD_DB_ERROR';

/**
 * One connection, opened by the first question, and again when it is lost. Every statement stands
 * for itself: nothing is held while BILLmanager is called, and what a call may have changed is read
 * anew.
 */
export class DatabaseSession implements Database {
  readonly #settings: () => Promise<DatabaseSettings>;
  readonly #clock: Clock;
  #connection: Promise<Connection> | undefined;
  #opened: Connection | undefined;

  constructor(settings: () => Promise<DatabaseSettings>, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  async rows(sql: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#connection ??= this.#connect();
        return await ask(await this.#connection, sql, values);
      } catch (error) {
        this.close();
        if (!(isPassing(error) && attempt < MOST_TRIES))
          throw error instanceof DatabaseUnreadable
            ? error
            : new DatabaseUnreadable(reasonOf(error));
        await this.#clock.sleep(PAUSE_MS * attempt);
      }
    }
  }

  close(): void {
    this.#connection = undefined;
    this.#opened?.destroy();
    this.#opened = undefined;
  }

  async #connect(): Promise<Connection> {
    const [{ openConnection }, settings] = await Promise.all([
      import('./driver.ts'),
      this.#settings(),
    ]);
    let missing: unknown;
    for (const name of settings.names) {
      try {
        this.#opened = await openConnection(settings, name, CONNECT_MS);
        return this.#opened;
      } catch (error) {
        if (codeOf(error) !== NO_DATABASE) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }
}

function ask(
  connection: Connection,
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, values: [...values], timeout: STATEMENT_MS }, (error, found) => {
      if (error) reject(error);
      else resolve(Array.isArray(found) ? found.map(rowOf) : []);
    });
  });
}

/** The driver is told to give every column as text. */
function rowOf(found: object): Row {
  const told: [string, string][] = [];
  for (const [name, value] of Object.entries(found))
    if (typeof value === 'string') told.push([name, value]);
  return new Map(told);
}

const isPassing = (error: unknown): boolean => PASSING.has(codeOf(error));

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return code === '' || text.includes(code) ? text : `${code}: ${text}`;
}
