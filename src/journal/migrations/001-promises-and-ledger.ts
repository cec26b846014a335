/**
 * Schema 1: operations and their steps, the ledger of licenses, small facts, locks, the pace of
 * requests.
 */
export const sql = `
CREATE TABLE operation (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  item TEXT NOT NULL,
  running_operation TEXT,
  module TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'done', 'failed')),
  attempts INTEGER NOT NULL CHECK (attempts > 0),
  facts TEXT NOT NULL,
  outcome TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
-- one unfinished row a key, whatever the code above it does
CREATE UNIQUE INDEX operation_unfinished ON operation (item, command, ifnull(running_operation, ''))
  WHERE state IN ('open', 'waiting');
CREATE INDEX operation_of_item ON operation (item, command);
CREATE INDEX operation_by_state ON operation (state);

CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation (id),
  name TEXT NOT NULL,
  intent TEXT NOT NULL,
  intended_at TEXT NOT NULL,
  result TEXT,
  settled_at TEXT,
  UNIQUE (operation, name),
  CHECK ((result IS NULL) = (settled_at IS NULL))
) STRICT;

CREATE TABLE license (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  itemtype TEXT NOT NULL,
  license_id TEXT NOT NULL CHECK (license_id <> ''),
  item TEXT,
  module TEXT NOT NULL,
  state TEXT NOT NULL,
  preset TEXT NOT NULL,
  pricelist TEXT NOT NULL,
  tariff TEXT NOT NULL,
  period TEXT NOT NULL,
  ip TEXT NOT NULL,
  licname TEXT NOT NULL,
  addons TEXT NOT NULL,
  status TEXT NOT NULL,
  expiredate TEXT,
  paid_until TEXT,
  seen_expiredate TEXT,
  client_period INTEGER,
  ip_change_date TEXT,
  released_at TEXT,
  updated_at TEXT NOT NULL,
  UNIQUE (account, itemtype, license_id),
  CHECK (
    CASE state
      WHEN 'live' THEN item IS NOT NULL
      WHEN 'released' THEN item IS NULL
      ELSE state = 'ended'
    END
  )
) STRICT;
-- a service has one license that serves it
CREATE UNIQUE INDEX license_of_item ON license (item) WHERE state = 'live';
CREATE INDEX license_by_state ON license (state);

CREATE TABLE fact (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  stored_at TEXT NOT NULL
) STRICT;

CREATE TABLE process_lock (
  name TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  boot TEXT NOT NULL,
  namespace TEXT NOT NULL,
  taken_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pace (
  account TEXT PRIMARY KEY,
  next_at REAL NOT NULL,
  reserved_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
`;
