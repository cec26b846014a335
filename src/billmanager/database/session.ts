import type { Connection } from 'mysql2/promise';
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
/** The database is restarting, or another transaction was in the way: errors of the connection, */
const PASSING: ReadonlySet<string> = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE']);
/** ... and of the server: shutdown, interrupted, lock wait, deadlock, too many connections. */
const PASSING_NUMBERS: ReadonlySet<unknown> = new Set([1053, 1317, 1205, 1213, 1040]);
const TIMED_OUT = 'PROTOCOL_SEQUENCE_TIMEOUT';
const MOST_TRIES = 3;
const PAUSE_MS = 50;
/** No such database. */
const NO_DATABASE = 1049;

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
      const wasOpen = this.#opened !== undefined;
      try {
        this.#connection ??= this.#connect();
        return await ask(await this.#connection, sql, values);
      } catch (error) {
        this.close();
        if (!(isPassing(error, wasOpen) && attempt < MOST_TRIES))
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
        if (numberOf(error) !== NO_DATABASE) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }
}

async function ask(
  connection: Connection,
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly Row[]> {
  const query = { sql, values: [...values], timeout: STATEMENT_MS };
  const [found] = await connection.query(query);
  return Array.isArray(found) ? found.map(rowOf) : [];
}

/** The driver is told to give every column as the bytes of its text. */
function rowOf(found: object): Row {
  const told: [string, string][] = [];
  for (const [name, value] of Object.entries(found))
    if (Buffer.isBuffer(value)) told.push([name, value.toString('utf8')]);
  return new Map(told);
}

/** Whatever the driver says of a connection that was good before, it can be opened again. */
function isPassing(error: unknown, wasOpen: boolean): boolean {
  const number = numberOf(error);
  if (PASSING.has(codeOf(error)) || PASSING_NUMBERS.has(number)) return true;
  return wasOpen && number === undefined && codeOf(error) !== TIMED_OUT;
}

/** The server's number of an error. */
function numberOf(error: unknown): unknown {
  return error instanceof Error && 'errno' in error ? error.errno : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return code === '' || text.includes(code) ? text : `${code}: ${text}`;
}
