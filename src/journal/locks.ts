import type { Clock } from '../base/clock.ts';
import { Columns } from './columns.ts';
import type { Row, Sql, StateDatabase } from './database.ts';
import type { Lock } from './journal.ts';
import { thisMachine } from './machine.ts';
import { presenceOf, thisProcess } from './process-identity.ts';

/** Short compared to what a lock is held for, long compared to a check of it. */
const POLL_MS = 25;

/**
 * How long a lock is respected if its holder cannot be seen from here, because it runs, or ran, on
 * another machine or in another container. Longer than any operation on a service; without a limit
 * a killed container would leave its locks for ever.
 */
const UNSEEN_MS = 3_600_000;

/** Distinguishes this process's locks; its identity distinguishes them from all others. */
let tokens = 0;

function ownToken(): string {
  const { pid, started, namespace } = thisProcess();
  tokens += 1;
  return `${namespace} ${pid} ${started} ${tokens}`;
}

/**
 * Locks across processes: a row names the process that holds the lock. It is held as long as that
 * very process runs (see process-identity.ts), so no time-out takes it from a slow holder, and no
 * killed holder leaves it behind. It is not re-entrant: the holder itself waits like anybody else.
 *
 * Rows are written without waiting for the disk: after a power failure nobody holds anything.
 */
export class Locks {
  readonly #database: StateDatabase;
  readonly #clock: Clock;
  /** The locks held here: token by name. */
  readonly #held = new Map<string, string>();

  constructor(database: StateDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Takes the lock, trying again for `waitMs`; null if it is still held by then. */
  async take(name: string, waitMs: number): Promise<Lock | null> {
    const token = ownToken();
    // adds up the pauses instead of comparing moments: setting the clock changes nothing
    for (let waited = 0; ; ) {
      if (this.#tryTake(name, token)) {
        this.#held.set(name, token);
        return this.#lock(name, token);
      }
      const pause = Math.min(POLL_MS, waitMs - waited);
      if (pause <= 0) return null;
      await this.#clock.sleep(pause);
      waited += pause;
    }
  }

  /** Releases everything held here. */
  releaseAll(): void {
    for (const [name, token] of [...this.#held]) this.#release(name, token);
  }

  #lock(name: string, token: string): Lock {
    const lost = new AbortController();
    return {
      held: () => {
        const isHeld = this.#held.get(name) === token && this.#isOurs(name, token);
        if (!isHeld) lost.abort();
        return isHeld;
      },
      lost: lost.signal,
      release: async () => this.#release(name, token),
    };
  }

  #isOurs(name: string, token: string): boolean {
    return this.#database.read(
      sql => sql.get('SELECT token FROM process_lock WHERE name = ?', name)?.['token'] === token,
    );
  }

  #tryTake(name: string, token: string): boolean {
    // checked first without the write lock: waiting processes do not disturb the others
    if (this.#database.read(sql => this.#isHeld(sql, name))) return false;
    return this.#database.writeRelaxed(sql => {
      if (this.#isHeld(sql, name)) return false;
      const { pid, started, boot, namespace } = thisProcess();
      sql.run(
        `INSERT OR REPLACE INTO process_lock
           (name, token, pid, started, boot, namespace, machine, taken_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        name,
        token,
        pid,
        started,
        boot,
        namespace,
        thisMachine().id,
        this.#clock.now().toISOString(),
      );
      return true;
    });
  }

  #isHeld(sql: Sql, name: string): boolean {
    const row = sql.get('SELECT * FROM process_lock WHERE name = ?', name);
    return row !== null && this.#holds(row);
  }

  #holds(row: Row): boolean {
    const columns = new Columns(row, this.#database.file, 'process_lock');
    const presence = presenceOf({
      pid: columns.number('pid'),
      started: columns.text('started'),
      boot: columns.text('boot'),
      namespace: columns.text('namespace'),
      machine: columns.text('machine'),
    });
    if (presence !== 'unseen') return presence === 'alive';
    const age = this.#clock.now().getTime() - columns.moment('taken_at').getTime();
    return Math.abs(age) < UNSEEN_MS;
  }

  #release(name: string, token: string): void {
    if (this.#held.get(name) !== token) return;
    // only its own row: another process may hold the name by now
    this.#database.writeRelaxed(sql =>
      sql.run('DELETE FROM process_lock WHERE name = ? AND token = ?', name, token),
    );
    this.#held.delete(name);
  }
}
