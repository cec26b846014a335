import { Columns } from './columns.ts';
import type { Row, Sql } from './database.ts';
import { misuse } from './faults.ts';
import type { JsonObject, StepRow } from './journal.ts';
import { toStoredJson } from './storable.ts';

function readStep(row: Row, file: string): StepRow {
  const columns = new Columns(row, file, 'step');
  return {
    name: columns.text('name'),
    intent: columns.jsonObject('intent'),
    intendedAt: columns.moment('intended_at'),
    result: columns.jsonObjectOrNull('result'),
  };
}

/** In the order in which they were first intended. */
export function listSteps(sql: Sql, file: string, operation: number): readonly StepRow[] {
  const rows = sql.all('SELECT * FROM step WHERE operation = ? ORDER BY id', operation);
  return rows.map(each => readStep(each, file));
}

/**
 * Notes what will be done. Throws Fault internal if it is known to have happened: it would be done
 * twice.
 */
export function intendStep(
  sql: Sql,
  operation: number,
  name: string,
  intent: JsonObject,
  now: string,
): void {
  const { changes } = sql.run(
    `INSERT INTO step (operation, name, intent, intended_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (operation, name) DO UPDATE SET intent = excluded.intent,
       intended_at = excluded.intended_at
       WHERE result IS NULL`,
    operation,
    name,
    toStoredJson(intent, 'intent'),
    now,
  );
  if (changes === 0)
    throw misuse(stepName(operation, name), 'it is settled and cannot be intended again');
}

/**
 * Notes what came of it. Settling again with the same result changes nothing; throws Fault internal
 * for another result (the first one, say a license's id, would be lost) and for a step that was
 * never intended.
 */
export function settleStep(
  sql: Sql,
  operation: number,
  name: string,
  result: JsonObject,
  now: string,
): void {
  const text = toStoredJson(result, 'result');
  const { changes } = sql.run(
    'UPDATE step SET result = ?, settled_at = ? WHERE operation = ? AND name = ? AND result IS NULL',
    text,
    now,
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
 * Takes the intent back; none is left to take back when it is called again. Throws Fault internal
 * for a settled step.
 */
export function retractStep(sql: Sql, operation: number, name: string): void {
  const row = sql.get('SELECT result FROM step WHERE operation = ? AND name = ?', operation, name);
  if (row === null) return;
  if (row['result'] !== null)
    throw misuse(stepName(operation, name), 'it is settled and cannot be taken back');
  sql.run('DELETE FROM step WHERE operation = ? AND name = ?', operation, name);
}

function stepName(operation: number, name: string): string {
  return `step ${name} of operation ${operation}`;
}
