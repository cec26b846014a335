import { Columns } from './columns.ts';
import type { Sql } from './database.ts';
import type { ListKey } from './journal.ts';

/** Rows whose digest is not the settled one, and since when: see Journal.unsettledRows. */
export function findUnsettled(
  sql: Sql,
  file: string,
  list: ListKey,
  digests: ReadonlyMap<string, string>,
  now: Date,
): ReadonlyMap<string, Date> {
  const rows = sql.all(
    `SELECT license_id, digest, changed_at FROM list_row
     WHERE account = ? AND itemtype = ? AND license_id IN (SELECT value FROM json_each(?))`,
    list.account,
    list.itemtype,
    JSON.stringify([...digests.keys()]),
  );
  const settled = new Map(
    rows.map(row => {
      const columns = new Columns(row, file, 'list_row');
      return [
        columns.text('license_id'),
        { digest: columns.text('digest'), since: columns.momentOrNull('changed_at') },
      ];
    }),
  );
  const unsettled = new Map<string, Date>();
  for (const [id, digest] of digests) {
    const known = settled.get(id);
    if (known?.digest !== digest) unsettled.set(id, known?.since ?? now);
  }
  return unsettled;
}

/** Notes since when changed rows wait; an earlier note stands. */
export function noteUnsettled(sql: Sql, list: ListKey, unsettled: ReadonlyMap<string, Date>): void {
  for (const [id, since] of unsettled) {
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

export function settleRows(sql: Sql, list: ListKey, digests: ReadonlyMap<string, string>): void {
  for (const [id, digest] of digests) {
    sql.run(
      `INSERT INTO list_row (account, itemtype, license_id, digest, changed_at)
       VALUES (?, ?, ?, ?, NULL)
       ON CONFLICT DO UPDATE SET digest = excluded.digest, changed_at = NULL`,
      list.account,
      list.itemtype,
      id,
      digest,
    );
  }
}
