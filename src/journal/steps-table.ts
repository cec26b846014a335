import { Columns } from './columns.ts';
import type { Row, Sql } from './database.ts';
import { misuse } from './faults.ts';
import type { Cost, Json, JsonObject, Moment, StepRow } from './records.ts';
import { toStoredJson } from './storable.ts';

function readStep(row: Row, file: string): StepRow {
  const columns = new Columns(row, file, 'step');
  return {
    name: columns.text('name'),
    intent: columns.jsonObject('intent'),
    intendedAt: columns.moment('intended_at'),
    sendings: columns.moments('sendings'),
    looks: columns.moments('looks'),
    result: columns.jsonObjectOrNull('result'),
    cost: readCost(columns),
  };
}

function readCost(columns: Columns): Cost | null {
  const cost = columns.jsonObjectOrNull('cost');
  if (cost === null) return null;
  const { amount, currency, isEstimated } = cost;
  return {
    amount: String(amount),
    currency: String(currency),
    isEstimated: isEstimated === true,
  };
}

const stored = (moments: readonly Moment[]): string =>
  toStoredJson(
    moments.map(({ boot, uptimeMs, at }): Json => ({ boot, uptimeMs, at: at.toISOString() })),
    'moments',
  );

/** null if there is none. */
function findStep(sql: Sql, file: string, operation: number, name: string): StepRow | null {
  const row = sql.get('SELECT * FROM step WHERE operation = ? AND name = ?', operation, name);
  return row === null ? null : readStep(row, file);
}

/** In the order in which they were first intended. */
export function listSteps(sql: Sql, file: string, operation: number): readonly StepRow[] {
  const rows = sql.all('SELECT * FROM step WHERE operation = ? ORDER BY place, id', operation);
  return rows.map(each => readStep(each, file));
}

/** Was it sent with an order, or is it about to be? */
export function isRemoteIdIntended(sql: Sql, remoteid: string): boolean {
  const intended = "SELECT 1 FROM step WHERE json_extract(intent, '$.remoteid') = ? LIMIT 1";
  return sql.get(intended, remoteid) !== null;
}

/**
 * Notes what will be done, and one more sending. Throws Fault internal if it is known to have
 * happened: it would happen twice.
 */
export function intendStep(
  sql: Sql,
  file: string,
  operation: number,
  name: string,
  intent: JsonObject,
  now: Moment,
): StepRow {
  const known = findStep(sql, file, operation, name);
  if (known !== null && known.result !== null)
    throw misuse(stepName(operation, name), 'it is settled and cannot be intended again');
  sql.run('UPDATE installation SET counter = counter + 1');
  const sendings = stored([...(known?.sendings ?? []), now]);
  const text = toStoredJson(intent, 'intent');
  const at = now.at.toISOString();
  if (known === null)
    sql.run(
      `INSERT INTO step (operation, name, place, intent, intended_at, sendings)
       VALUES (?, ?, (SELECT ifnull(max(place), 0) + 1 FROM step WHERE operation = ?), ?, ?, ?)`,
      operation,
      name,
      operation,
      text,
      at,
      sendings,
    );
  else
    sql.run(
      `UPDATE step SET intent = ?, intended_at = ?, sendings = ?, looks = '[]'
       WHERE operation = ? AND name = ?`,
      text,
      at,
      sendings,
      operation,
      name,
    );
  return findStep(sql, file, operation, name) ?? noStep(operation, name);
}

/** Notes a look that found nothing. Throws Fault internal for a step that was never intended. */
export function lookForStep(
  sql: Sql,
  file: string,
  operation: number,
  name: string,
  now: Moment,
): void {
  const known = findStep(sql, file, operation, name) ?? noStep(operation, name);
  const looks = stored([...known.looks, now]);
  sql.run('UPDATE step SET looks = ? WHERE operation = ? AND name = ?', looks, operation, name);
}

/**
 * Notes the result. Settling again with the same result changes nothing. Throws Fault internal for
 * another result (the first one, say a license's id, would be lost) and for a step that was never
 * intended.
 */
export function settleStep(
  sql: Sql,
  operation: number,
  name: string,
  result: JsonObject,
  cost: Cost | null,
  now: string,
): void {
  const text = toStoredJson(result, 'result');
  const { changes } = sql.run(
    `UPDATE step SET result = ?, settled_at = ?, cost = ?
     WHERE operation = ? AND name = ? AND result IS NULL`,
    text,
    now,
    cost === null ? null : toStoredJson({ ...cost }, 'cost'),
    operation,
    name,
  );
  if (changes === 1) return;
  const row = sql.get('SELECT result FROM step WHERE operation = ? AND name = ?', operation, name);
  if (row === null)
    throw misuse(stepName(operation, name), 'it was settled without having been intended');
  if (row['result'] !== text)
    throw misuse(stepName(operation, name), 'it is settled with another result');
}

/**
 * Takes back a sending, and with the last one the step; without `sending`, the whole step. A second
 * call changes nothing. Throws Fault internal for a settled step.
 */
export function retractStep(
  sql: Sql,
  file: string,
  operation: number,
  name: string,
  sending: Date | undefined,
): StepRow | null {
  const known = findStep(sql, file, operation, name);
  if (known === null) return null;
  if (known.result !== null)
    throw misuse(stepName(operation, name), 'it is settled and cannot be taken back');
  const left =
    sending === undefined
      ? []
      : known.sendings.filter(({ at }) => at.getTime() !== sending.getTime());
  if (left.length === 0) {
    sql.run('DELETE FROM step WHERE operation = ? AND name = ?', operation, name);
    return null;
  }
  sql.run(
    'UPDATE step SET sendings = ? WHERE operation = ? AND name = ?',
    stored(left),
    operation,
    name,
  );
  return { ...known, sendings: left };
}

function noStep(operation: number, name: string): never {
  throw misuse(stepName(operation, name), 'it was never intended');
}

function stepName(operation: number, name: string): string {
  return `step ${name} of operation ${operation}`;
}
