/** Schema 2: what the upstream's lists looked like when their rows were last synced. */
export const sql = `
CREATE TABLE list_row (
  account TEXT NOT NULL,
  itemtype TEXT NOT NULL,
  license_id TEXT NOT NULL,
  -- '' while the row has never been brought over
  digest TEXT NOT NULL,
  -- since when upstream has been telling something else; null while nothing waits
  changed_at TEXT,
  PRIMARY KEY (account, itemtype, license_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX license_by_end ON license (account, itemtype, expiredate) WHERE state = 'live';
`;
