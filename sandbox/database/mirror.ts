import { constants, publicEncrypt } from 'node:crypto';
import type { Store, Value } from '../store/store.ts';
import {
  forgetNotes,
  isNoted,
  type MirrorTarget,
  mirrorTarget,
  type NotedChanges,
  notedChanges,
  sources,
} from './changes.ts';
import { type Connection, connect, isAway } from './connection.ts';
import { ownerOf } from './database.ts';
import { SHOWN } from './shown.ts';

/** Rows in one statement. */
const BATCH = 1000;

/**
 * Shows the world of the stand-in BILLmanager in a MariaDB, if the sandbox has one. SQLite's
 * triggers have noted what changed; the notes go when MariaDB has committed it: a process that is
 * killed anywhere leaves notes that the next one carries out.
 */
export class Mirror {
  readonly #store: Store;
  #connection: Connection | undefined;
  #before: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Shows what has changed since. Where the server is away the notes stay, as if nobody had been
   * there to carry them out. Rejects with the driver's error.
   */
  async show(): Promise<void> {
    const turn = this.#before.then(() => this.#showNoted());
    // each of them tells its own caller
    this.#before = turn.catch(() => {});
    return turn;
  }

  close(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  async #showNoted(): Promise<void> {
    const target = mirrorTarget(this.#store);
    if (target === undefined || !isNoted(this.#store)) return;
    try {
      await this.#connected(target, connection =>
        // nobody overtakes us: who changes something waits until this is shown
        this.#store.holding(() => this.#carryOut(connection, target)),
      );
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }

  /** With the connection from before; where the server has been away since, with a new one. */
  async #connected(
    target: MirrorTarget,
    work: (connection: Connection) => Promise<void>,
  ): Promise<void> {
    const kept = this.#connection;
    try {
      await work(kept ?? (await this.#connect(target)));
    } catch (error) {
      this.close();
      if (kept === undefined || !isAway(error)) throw error;
      await this.#connected(target, work);
    }
  }

  async #connect(target: MirrorTarget): Promise<Connection> {
    const connection = await connect(ownerOf(target.database));
    this.#connection = connection;
    for (const event of ['end', 'error'])
      connection.on(event, () => {
        if (this.#connection === connection) this.#connection = undefined;
      });
    return connection;
  }

  async #carryOut(connection: Connection, target: MirrorTarget): Promise<void> {
    const noted = notedChanges(this.#store);
    await connection.query('START TRANSACTION');
    await this.#write(connection, target, noted);
    await connection.query('COMMIT');
    forgetNotes(this.#store, noted.last);
  }

  async #write(connection: Connection, target: MirrorTarget, noted: NotedChanges): Promise<void> {
    for (const source of sources()) {
      const keys = noted.keys.get(source) ?? [];
      for (let at = 0; at < keys.length; at += BATCH) {
        const some = keys.slice(at, at + BATCH);
        for (const { table, key, rows, crypted } of SHOWN[source]) {
          await connection.query('DELETE FROM ?? WHERE ?? IN (?)', [table, key, some]);
          const found = this.#store.all<Row>(rows, JSON.stringify(some));
          if (crypted) for (const row of found) encryptValue(row, target.cryptKey);
          await insert(connection, table, found);
        }
      }
    }
  }
}

type Row = Record<string, Value>;

async function insert(connection: Connection, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (let at = 0; at < rows.length; at += BATCH) {
    const values = rows.slice(at, at + BATCH).map(row => Object.values(row));
    await connection.query('INSERT INTO ?? (??) VALUES ?', [table, columns, values]);
  }
}

/** As BILLmanager keeps it: base64 of one block of RSA; an empty text stays one. */
export function encrypted(text: string, key: string): string {
  if (text === '') return '';
  const padding = constants.RSA_PKCS1_PADDING;
  return publicEncrypt({ key, padding }, Buffer.from(text)).toString('base64');
}

function encryptValue(row: Row, key: string): void {
  row['value'] = encrypted(String(row['value'] ?? ''), key);
}
