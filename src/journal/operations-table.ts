import { Columns } from './columns.ts';
import type { Row, Sql, SqlValue } from './database.ts';
import { misuse } from './faults.ts';
import type { JsonObject, OperationKey, OperationRow, OperationState } from './records.ts';
import { fuller, isSameService, type ServiceFingerprint } from './service-fingerprint.ts';
import { toStoredJson } from './storable.ts';

const STATES: readonly OperationState[] = ['open', 'waiting', 'done', 'failed'];
const UNFINISHED = "state IN ('open', 'waiting')";

export interface OperationQuery {
  readonly item?: string;
  readonly command?: string;
  readonly states?: readonly OperationState[];
  readonly module?: string;
  readonly limit?: number;
}

export function readOperation(row: Row, file: string): OperationRow {
  const columns = new Columns(row, file, 'operation');
  return {
    id: columns.number('id'),
    command: columns.text('command'),
    item: columns.text('item'),
    runningOperation: columns.textOrNull('running_operation'),
    module: columns.text('module'),
    fingerprint: columns.text('fingerprint'),
    state: columns.word('state', STATES),
    attempts: columns.number('attempts'),
    facts: columns.jsonObject('facts'),
    outcome: columns.jsonObjectOrNull('outcome'),
    createdAt: columns.moment('created_at'),
    updatedAt: columns.moment('updated_at'),
  };
}

/**
 * The unfinished operation that a call takes up (docs/reference/processing-module.md, "Running
 * operations: which call is a retry?"): the one of the same running operation before one begun by
 * hand. A call without a running operation joins the oldest unfinished row; any call joins a row
 * without one. A row of another running operation is never joined.
 */
export function findUnfinished(sql: Sql, key: OperationKey): Row | null {
  const joinable = `SELECT * FROM operation WHERE item = ? AND command = ? AND ${UNFINISHED}`;
  if (key.runningOperation === null) {
    return sql.get(`${joinable} ORDER BY created_at, id LIMIT 1`, key.item, key.command);
  }
  return sql.get(
    `${joinable} AND (running_operation = ? OR running_operation IS NULL)
     ORDER BY running_operation IS NULL LIMIT 1`,
    key.item,
    key.command,
    key.runningOperation,
  );
}

/**
 * The latest done row of exactly this running operation. Calls started by hand have no id that
 * could be used again.
 */
export function findDone(
  sql: Sql,
  file: string,
  key: OperationKey,
  fingerprint: ServiceFingerprint,
): OperationRow | null {
  if (key.runningOperation === null) return null;
  const rows = sql.all(
    `SELECT * FROM operation WHERE item = ? AND command = ? AND running_operation = ?
       AND state = 'done' ORDER BY created_at DESC, id DESC`,
    key.item,
    key.command,
    key.runningOperation,
  );
  return (
    rows
      .map(row => readOperation(row, file))
      .find(row => isSameService(row.fingerprint, fingerprint)) ?? null
  );
}

/** Ends as failed what was begun for another service of this number and not ended. */
export function endOfFormerService(
  sql: Sql,
  file: string,
  item: string,
  fingerprint: ServiceFingerprint,
  now: string,
): void {
  if (fingerprint === '') return;
  const rows = sql.all(`SELECT * FROM operation WHERE item = ? AND ${UNFINISHED}`, item);
  for (const { id, fingerprint: former } of rows.map(row => readOperation(row, file))) {
    if (isSameService(former, fingerprint)) continue;
    const text = `service ${item} is another one now`;
    const outcome = { fault: 'operation_withdrawn', kind: 'final', text };
    closeOperation(sql, file, id, 'failed', outcome, now);
  }
}

export function insertOperation(
  sql: Sql,
  key: OperationKey,
  module: string,
  fingerprint: ServiceFingerprint,
  facts: JsonObject,
  now: string,
): number {
  sql.run('UPDATE installation SET counter = counter + 1');
  return sql.run(
    `INSERT INTO operation (command, item, running_operation, module, fingerprint, state, attempts,
       facts, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, 'open', 1, ?, ?, ?)`,
    key.command,
    key.item,
    key.runningOperation,
    module,
    fingerprint,
    toStoredJson(facts, 'facts'),
    now,
    now,
  ).id;
}

/**
 * One more attempt at an unfinished operation. Its original facts and its state stay (BILLmanager
 * was told that a waiting one is accepted); a row that began by hand takes the call's running
 * operation.
 */
export function takeUp(
  sql: Sql,
  { id, fingerprint: known }: Pick<OperationRow, 'id' | 'fingerprint'>,
  runningOperation: string | null,
  fingerprint: ServiceFingerprint,
  now: string,
): void {
  sql.run(
    `UPDATE operation SET attempts = attempts + 1, updated_at = ?, fingerprint = ?,
       running_operation = coalesce(running_operation, ?) WHERE id = ?`,
    now,
    fuller(known, fingerprint),
    runningOperation,
    id,
  );
}

/** Throws Fault internal if there is none. */
export function requireOperation(sql: Sql, file: string, id: number): OperationRow {
  const row = sql.get('SELECT * FROM operation WHERE id = ?', id);
  if (row === null) throw misuse(`operation ${id}`, 'there is no such operation');
  return readOperation(row, file);
}

/**
 * Throws Fault internal if the operation has ended: nothing more may be promised or done for it.
 */
export function requireUnfinished(sql: Sql, file: string, id: number): void {
  const { state } = requireOperation(sql, file, id);
  if (isEnded(state)) throw misuse(`operation ${id}`, `it has already ended: ${state}`);
}

/**
 * Sets state and outcome. An ended operation may be ended the same way again (its outcome is
 * replaced), but not otherwise.
 */
export function closeOperation(
  sql: Sql,
  file: string,
  id: number,
  state: OperationState,
  outcome: JsonObject,
  now: string,
): void {
  const before = requireOperation(sql, file, id);
  if (isEnded(before.state) && before.state !== state) {
    throw misuse(`operation ${id}`, `it has already ended: ${before.state}, not ${state}`);
  }
  const text = toStoredJson(outcome, 'outcome');
  sql.run(
    'UPDATE operation SET state = ?, outcome = ?, updated_at = ? WHERE id = ?',
    state,
    text,
    now,
    id,
  );
}

/** Merges keys into the facts, even of an ended operation. */
export function noteFacts(
  sql: Sql,
  file: string,
  id: number,
  facts: JsonObject,
  now: string,
): void {
  const merged = { ...requireOperation(sql, file, id).facts, ...facts };
  const text = toStoredJson(merged, 'facts');
  sql.run('UPDATE operation SET facts = ?, updated_at = ? WHERE id = ?', text, now, id);
}

/** Has an operation on this service, ended or not, drawn this? */
export function isDrawn(sql: Sql, item: string, draw: string): boolean {
  const drawn =
    "SELECT 1 FROM operation WHERE item = ? AND json_extract(facts, '$.draw') = ? LIMIT 1";
  return sql.get(drawn, item, draw) !== null;
}

/** Latest first. */
export function listOperations(sql: Sql, query: OperationQuery): readonly Row[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  for (const column of ['item', 'command', 'module'] as const) {
    const value = query[column];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  if (query.states !== undefined) {
    conditions.push(`state IN (${query.states.map(() => '?').join(', ')})`);
    values.push(...query.states);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // a negative limit is none
  return sql.all(
    `SELECT * FROM operation ${where} ORDER BY created_at DESC, id DESC LIMIT ?`,
    ...values,
    query.limit ?? -1,
  );
}

function isEnded(state: OperationState): boolean {
  return state === 'done' || state === 'failed';
}
