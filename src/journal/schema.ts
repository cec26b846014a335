import type { Database } from 'better-sqlite3';
import { steadyMs } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { corruptFault, isBusy } from './faults.ts';
import { MIGRATIONS } from './migrations/index.ts';

/**
 * How long an access waits for other processes, which use the file for milliseconds. An operation
 * makes a handful of accesses, each with its own wait; all of them together stay far below
 * BILLmanager's patience.
 */
export const BUSY_MS = 10_000;

/**
 * How long a new file that others are making is waited for, however busy the machine is; a process
 * that takes longer hangs.
 */
export const START_MS = 300_000;

/** "cpbm": marks the file as ours, so that a wrong path never alters another program's database. */
const APPLICATION_ID = 0x6370626d;
const PAUSE_MS = 10;

/**
 * Checks whose file this is and applies missing migrations, all in one transaction. Any number of
 * processes may do so at once. On an up-to-date file it only reads the header and the schema, which
 * also reveals a damaged or cut file. Throws Fault state_newer, state_corrupt, or SQLite's own
 * error.
 */
export function syncLicense(database: Database, file: string, log: Log): void {
  // in one transaction: between two reads another process may have made the whole schema
  const atOnce = database.transaction(() => version(database, file));
  if (patiently(() => atOnce.deferred()) < MIGRATIONS.length) {
    useWriteAheadLog(database);
    database.transaction(() => migrate(database, file, log)).immediate();
  } else if (database.pragma('journal_mode', { simple: true }) !== 'wal') {
    // a copy made by other tools may have lost it
    useWriteAheadLog(database);
  }
  database.prepare('SELECT id FROM operation LIMIT 1').get();
}

function migrate(database: Database, file: string, log: Log): void {
  // again, inside: another process may have been faster
  const from = version(database, file);
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < from) continue;
    database.exec(sql);
    log.info(`state file ${file}: schema ${index + 1}`);
  }
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${MIGRATIONS.length}`);
}

/** The schema's version; 0 for a new file. */
function version(database: Database, file: string): number {
  const found = Number(database.pragma('user_version', { simple: true }));
  const owner = database.pragma('application_id', { simple: true });
  if (owner !== APPLICATION_ID && (found !== 0 || !isEmpty(database))) {
    throw corruptFault(file, 'it is a database of another program');
  }
  if (found > MIGRATIONS.length)
    throw new Fault('state_newer', { object: file, value: String(found) });
  return found;
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/**
 * The file keeps this setting. While others use the file, SQLite refuses it at once instead of
 * waiting as usual, so we wait here. Readers and one writer then do not wait for each other, and a
 * commit is one write.
 */
function useWriteAheadLog(database: Database): void {
  patiently(() => database.pragma('journal_mode = WAL'));
}

/** Repeats what is refused because others use the file; in real time, like SQLite's own waiting. */
function patiently<T>(work: () => T): T {
  const deadline = steadyMs() + START_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || steadyMs() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
