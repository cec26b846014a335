PRAGMA application_id = 1668309613;
PRAGMA user_version = 3;
PRAGMA journal_mode = wal;
CREATE TABLE fact (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  stored_at TEXT NOT NULL
) STRICT;
CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  mark TEXT,
  begun_at TEXT,
  counter INTEGER NOT NULL,
  catching_up TEXT CHECK (catching_up IN ('put_back', 'rebuilt'))
) STRICT;
CREATE TABLE "license" (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  itemtype TEXT NOT NULL,
  license_id TEXT NOT NULL CHECK (license_id <> ''),
  item TEXT,
  fingerprint TEXT NOT NULL,
  module TEXT NOT NULL,
  state TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('order', 'person', 'service', 'list')),
  remoteid TEXT NOT NULL,
  remoteid_before TEXT,
  preset TEXT NOT NULL,
  pricelist TEXT NOT NULL,
  tariff TEXT NOT NULL,
  period TEXT NOT NULL,
  ip TEXT NOT NULL,
  licname TEXT NOT NULL,
  addons TEXT NOT NULL,
  status TEXT NOT NULL,
  expiredate TEXT,
  bought_until TEXT,
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
      WHEN 'orphan' THEN item IS NOT NULL
      WHEN 'released' THEN item IS NULL
      ELSE state = 'ended'
    END
  )
) STRICT;
CREATE INDEX license_by_end ON license (account, itemtype, expiredate) WHERE state = 'live';
CREATE INDEX license_by_state ON license (state);
CREATE UNIQUE INDEX license_of_item ON license (item) WHERE state = 'live';
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
CREATE TABLE machine (
  machine_id TEXT NOT NULL,
  hardware TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  PRIMARY KEY (machine_id, hardware)
) STRICT, WITHOUT ROWID;
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
, fingerprint TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX operation_by_state ON operation (state);
CREATE INDEX operation_of_item ON operation (item, command);
CREATE UNIQUE INDEX operation_unfinished ON operation (item, command, ifnull(running_operation, ''))
  WHERE state IN ('open', 'waiting');
CREATE TABLE pace (
  account TEXT PRIMARY KEY,
  next_at REAL NOT NULL,
  reserved_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE process_lock (
  name TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  boot TEXT NOT NULL,
  namespace TEXT NOT NULL,
  taken_at TEXT NOT NULL
, machine TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation (id),
  name TEXT NOT NULL,
  intent TEXT NOT NULL,
  intended_at TEXT NOT NULL,
  result TEXT,
  settled_at TEXT, place INTEGER NOT NULL DEFAULT 0, sendings TEXT NOT NULL DEFAULT '[]', looks TEXT NOT NULL DEFAULT '[]', cost TEXT,
  UNIQUE (operation, name),
  CHECK ((result IS NULL) = (settled_at IS NULL))
) STRICT;
