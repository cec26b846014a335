import { Columns } from './columns.ts';
import type { Sql } from './database.ts';
import type { Json } from './records.ts';
import { toStoredJson } from './storable.ts';

/** A small fact and when it was stored; null if it never was. */
export function recallFact(
  sql: Sql,
  file: string,
  key: string,
): { readonly value: Json; readonly storedAt: Date } | null {
  const row = sql.get('SELECT value, stored_at FROM fact WHERE key = ?', key);
  if (row === null) return null;
  const columns = new Columns(row, file, 'fact');
  return { value: columns.json('value'), storedAt: columns.moment('stored_at') };
}

export function rememberFact(sql: Sql, key: string, value: Json, now: string): void {
  sql.run(
    'INSERT OR REPLACE INTO fact (key, value, stored_at) VALUES (?, ?, ?)',
    key,
    toStoredJson(value, key),
    now,
  );
}
