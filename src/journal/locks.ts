import type { Clock } from '../base/clock.ts';
import { Columns } from './columns.ts';
import type { Row, Sql, StateDatabase } from './database.ts';
import type { Lock } from './journal.ts';
import { thisMachine } from './machine.ts';
import { presenceOf, thisProcess } from './process-identity.ts';

/** Short beside anything that a lock is held for, long beside a look at it. */
const POLL_MS = 25;

/**
 * How long a lock is respected whose holder can be seen by nobody here, because it runs, or ran, on
 * another machine or in another container than this process. Longer than any operation on a
 * service takes; without an end a container that was killed would leave its locks for ever.
 */
const UNSEEN_MS = 3_600_000;

/** Tells this process's locks from each other; its identity tells them from everybody else's. */
let tokens = 0;

function ownToken(): string {
  const { pid, started, namespace } = thisProcess();
  tokens += 1;
  return `${namespace} ${pid} ${started} ${tokens}`;
}

/**
 * Locks across processes: a row that names the process which holds it. It is held as long as that
 * very process runs (see process-identity.ts), so no time-out can take it from a slow holder and no
 * killed one leaves it behind. There is no re-entry: the holder itself waits like anybody else.
 *
 * Rows are written without waiting for the disk: after a power failure nobody holds anything.
 */
export class Locks {
  readonly #database: StateDatabase;
  readonly #clock: Clock;
  /** Of the locks held here: token by name. */
  readonly #held = new Map<string, string>();

  constructor(database: StateDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Takes the lock, looking again until `waitMs` have been waited; null if it is still held by
   * then.
   */
  async take(name: string, waitMs: number): Promise<Lock | null> {
    const token = ownToken();
    // the pauses are added up instead of comparing moments: a clock that is set meanwhile changes
    // nothing
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
    // looked at first without the write lock: those who wait leave the others alone
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
