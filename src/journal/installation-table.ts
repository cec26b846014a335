import { Columns } from './columns.ts';
import type { Sql } from './database.ts';
import type { Installation, InstallationChange, Machine } from './records.ts';
import { toStoredJson } from './storable.ts';

const CATCHING_UP = ['put_back', 'rebuilt'] as const;

/** The one row; `begunAt` is null until beginInstallation. */
export function readInstallation(
  sql: Sql,
  file: string,
): Omit<Installation, 'begunAt'> & {
  readonly begunAt: Date | null;
} {
  const row = sql.get('SELECT * FROM installation') ?? {};
  const columns = new Columns(row, file, 'installation');
  const catchingUp = columns.textOrNull('catching_up');
  return {
    mark: columns.textOrNull('mark'),
    begunAt: columns.momentOrNull('begun_at'),
    counter: columns.number('counter'),
    catchingUp: catchingUp === null ? null : columns.word('catching_up', CATCHING_UP),
    machines: readMachines(sql, file),
  };
}

function readMachines(sql: Sql, file: string): readonly Machine[] {
  return sql.all('SELECT * FROM machine ORDER BY entered_at, machine_id').map(row => {
    const columns = new Columns(row, file, 'machine');
    return { id: columns.text('machine_id'), hardware: columns.text('hardware') };
  });
}

export function beginInstallation(sql: Sql, now: string): void {
  sql.run('UPDATE installation SET begun_at = ? WHERE begun_at IS NULL', now);
}

/** Sets the mark unless there is one; returns the one that holds. */
export function drawMark(sql: Sql, file: string, mark: string): string {
  sql.run('UPDATE installation SET mark = ? WHERE mark IS NULL', mark);
  return readInstallation(sql, file).mark ?? mark;
}

export function changeInstallation(sql: Sql, change: InstallationChange, now: string): void {
  const { mark, machine, onlyMachine, catchingUp, counter } = change;
  if (mark !== undefined) sql.run('UPDATE installation SET mark = ?', mark);
  if (catchingUp !== undefined) sql.run('UPDATE installation SET catching_up = ?', catchingUp);
  if (counter !== undefined) sql.run('UPDATE installation SET counter = max(counter, ?)', counter);
  if (catchingUp === 'put_back') forgetTold(sql);
  if (onlyMachine === true) sql.run('DELETE FROM machine');
  if (machine !== undefined)
    sql.run(
      'INSERT OR IGNORE INTO machine (machine_id, hardware, entered_at) VALUES (?, ?, ?)',
      machine.id,
      machine.hardware,
      now,
    );
}

/** What BILLmanager was told since is not known: all that this journal noted of it may be old. */
function forgetTold(sql: Sql): void {
  sql.run("UPDATE license SET status = '' WHERE state = 'live'");
  sql.run('DELETE FROM list_row');
  sql.run("DELETE FROM fact WHERE key LIKE 'problem %'");
}

/** Journal.becomeCopy. */
export function becomeCopy(sql: Sql, mark: string, machine: Machine, now: string): void {
  changeInstallation(sql, { mark, machine, onlyMachine: true, catchingUp: null }, now);
  sql.run('UPDATE installation SET begun_at = ?', now);
  sql.run("UPDATE license SET state = 'ended', updated_at = ? WHERE state <> 'ended'", now);
  const outcome = { fault: 'operation_withdrawn', kind: 'final', text: 'this is a copy now' };
  sql.run(
    `UPDATE operation SET state = 'failed', outcome = ?, updated_at = ?
     WHERE state IN ('open', 'waiting')`,
    toStoredJson(outcome, 'outcome'),
    now,
  );
  // what was known about the vendor's lists is about the original's licenses
  sql.run("DELETE FROM fact WHERE key LIKE 'ledger whole %'");
  sql.run('DELETE FROM list_row');
}
