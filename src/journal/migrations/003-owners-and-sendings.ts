/**
 * Schema 3: which installation this is and which machines may act for it; which very service an
 * operation or a license belongs to; every sending of a step, and what it cost. Licenses may be
 * orphans: paid for, but without a service.
 */
export const sql = `
CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  mark TEXT,
  begun_at TEXT,
  counter INTEGER NOT NULL,
  catching_up TEXT CHECK (catching_up IN ('put_back', 'rebuilt'))
) STRICT;
INSERT INTO installation (id, begun_at, counter)
  VALUES (1, (SELECT min(created_at) FROM operation), 0);

CREATE TABLE machine (
  machine_id TEXT NOT NULL,
  hardware TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  PRIMARY KEY (machine_id, hardware)
) STRICT, WITHOUT ROWID;

ALTER TABLE operation ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';

ALTER TABLE step ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE step SET place = id;
ALTER TABLE step ADD COLUMN sendings TEXT NOT NULL DEFAULT '[]';
-- in which boot an earlier version sent it is not known
UPDATE step SET sendings = json_array(json_object('boot', '', 'uptimeMs', 0, 'at', intended_at));
ALTER TABLE step ADD COLUMN looks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE step ADD COLUMN cost TEXT;

CREATE TABLE license_3 (
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
-- a row without tariff and period was taken from the vendor's list alone
INSERT INTO license_3 (id, account, itemtype, license_id, item, fingerprint, module, state, source,
    remoteid, preset, pricelist, tariff, period, ip, licname, addons, status, expiredate,
    bought_until, paid_until, seen_expiredate, client_period, ip_change_date, released_at,
    updated_at)
  SELECT id, account, itemtype, license_id, item, '', module, state,
    CASE WHEN tariff = '' AND client_period IS NULL THEN 'list' ELSE 'order' END,
    '', preset, pricelist, tariff, period, ip, licname, addons, status, expiredate,
    expiredate, paid_until, seen_expiredate, client_period, ip_change_date, released_at, updated_at
  FROM license;
DROP TABLE license;
ALTER TABLE license_3 RENAME TO license;
CREATE UNIQUE INDEX license_of_item ON license (item) WHERE state = 'live';
CREATE INDEX license_by_state ON license (state);
CREATE INDEX license_by_end ON license (account, itemtype, expiredate) WHERE state = 'live';

ALTER TABLE process_lock ADD COLUMN machine TEXT NOT NULL DEFAULT '';
`;
