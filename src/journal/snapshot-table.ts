import { Columns } from './columns.ts';
import type { Sql } from './database.ts';
import type { ListKey } from './records.ts';

/**
 * Rows whose fingerprint is not the one marked as synced, and since when (Journal.unsyncedRows).
 */
export function findUnsynced(
  sql: Sql,
  file: string,
  list: ListKey,
  fingerprints: ReadonlyMap<string, string>,
  now: Date,
): ReadonlyMap<string, Date> {
  const rows = sql.all(
    `SELECT license_id, digest, changed_at FROM list_row
     WHERE account = ? AND itemtype = ? AND license_id IN (SELECT value FROM json_each(?))`,
    list.account,
    list.itemtype,
    JSON.stringify([...fingerprints.keys()]),
  );
  const synced = new Map(
    rows.map(row => {
      const columns = new Columns(row, file, 'list_row');
      return [
        columns.text('license_id'),
        { fingerprint: columns.text('digest'), since: columns.momentOrNull('changed_at') },
      ];
    }),
  );
  const unsynced = new Map<string, Date>();
  for (const [id, fingerprint] of fingerprints) {
    const known = synced.get(id);
    if (known?.fingerprint !== fingerprint) unsynced.set(id, known?.since ?? now);
  }
  return unsynced;
}

/** Notes since when changed rows wait; an earlier note stands. */
export function noteUnsynced(sql: Sql, list: ListKey, unsynced: ReadonlyMap<string, Date>): void {
  for (const [id, since] of unsynced) {
    sql.run(
      `INSERT INTO list_row (account, itemtype, license_id, digest, changed_at)
       VALUES (?, ?, ?, '', ?)
       ON CONFLICT DO UPDATE SET changed_at = ifnull(changed_at, excluded.changed_at)`,
      list.account,
      list.itemtype,
      id,
      since.toISOString(),
    );
  }
}

export function markSynced(
  sql: Sql,
  list: ListKey,
  fingerprints: ReadonlyMap<string, string>,
): void {
  for (const [id, fingerprint] of fingerprints) {
    sql.run(
      `INSERT INTO list_row (account, itemtype, license_id, digest, changed_at)
       VALUES (?, ?, ?, ?, NULL)
       ON CONFLICT DO UPDATE SET digest = excluded.digest, changed_at = NULL`,
      list.account,
      list.itemtype,
      id,
      fingerprint,
    );
  }
}
