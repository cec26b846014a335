import { MIRROR_SCHEMA } from '../database/changes.ts';
import { FAULTS_SCHEMA } from '../faults/rules.ts';
import { SETTINGS_SCHEMA } from '../store/settings.ts';

/**
 * How much of a resource there is: of a tariff's resource, and frozen in what a client ordered of
 * it.
 */
const AMOUNTS = `addonlimit INTEGER, addonlimittrial INTEGER, addonmax INTEGER,
  addonmaxtrial INTEGER, addonbool TEXT, enumerationitem INTEGER`;

/**
 * The tables are named as BILLmanager's (docs/reference/billmanager.md, "Tables of a service"). An
 * item is a service, or what a client ordered of a resource of its tariff: its pricelist tells.
 */
export const BILLING_SCHEMA = `
${SETTINGS_SCHEMA}
${FAULTS_SCHEMA}
CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS processingmodule (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, module TEXT NOT NULL,
  config TEXT NOT NULL DEFAULT '',
  balance TEXT NOT NULL DEFAULT '', currency TEXT NOT NULL DEFAULT '',
  notify_time TEXT NOT NULL DEFAULT '',
  active TEXT NOT NULL DEFAULT 'on', orderpriority INTEGER);
CREATE TABLE IF NOT EXISTS processingparam (
  processingmodule INTEGER NOT NULL, intname TEXT NOT NULL, value TEXT NOT NULL,
  crypted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (processingmodule, intname));
CREATE TABLE IF NOT EXISTS measure (
  id INTEGER PRIMARY KEY AUTOINCREMENT, intname TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  lessmeasure INTEGER, relation INTEGER);
CREATE TABLE IF NOT EXISTS enumeration (
  id INTEGER PRIMARY KEY AUTOINCREMENT, intname TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS enumerationitem (
  id INTEGER PRIMARY KEY AUTOINCREMENT, enumeration INTEGER NOT NULL, intname TEXT NOT NULL,
  name TEXT NOT NULL, UNIQUE (enumeration, intname));
CREATE TABLE IF NOT EXISTS itemtype (
  id INTEGER PRIMARY KEY AUTOINCREMENT, intname TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  parent INTEGER);
CREATE TABLE IF NOT EXISTS project (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pricelist (
  id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, itemtype TEXT NOT NULL,
  name TEXT NOT NULL, intname TEXT NOT NULL, project INTEGER,
  active TEXT NOT NULL DEFAULT 'on',
  addontype INTEGER, billtype INTEGER, measure INTEGER, compound INTEGER, enumeration INTEGER,
  ${AMOUNTS});
CREATE INDEX IF NOT EXISTS pricelist_parent ON pricelist (parent);
CREATE TABLE IF NOT EXISTS pricelistparam (
  pricelist INTEGER NOT NULL, intname TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (pricelist, intname));
CREATE TABLE IF NOT EXISTS user (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pricelist2processingmodule (
  pricelist INTEGER NOT NULL, processingmodule INTEGER NOT NULL, orderby INTEGER NOT NULL,
  PRIMARY KEY (pricelist, processingmodule));
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY AUTOINCREMENT, itemtype TEXT NOT NULL, pricelist INTEGER,
  period INTEGER NOT NULL, status INTEGER NOT NULL,
  expiredate TEXT, createdate TEXT NOT NULL, opendate TEXT, account INTEGER, parent INTEGER,
  processingmodule INTEGER, lastpricelist INTEGER, remoteid TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '', autosuspend TEXT, employeesuspend TEXT, abusesuspend TEXT,
  intvalue INTEGER, boolvalue TEXT, ${AMOUNTS});
CREATE INDEX IF NOT EXISTS item_kind ON item (itemtype, id);
CREATE INDEX IF NOT EXISTS item_parent ON item (parent);
CREATE VIEW IF NOT EXISTS resource AS
  SELECT item.* FROM item JOIN pricelist ON pricelist.id = item.pricelist
  WHERE pricelist.parent IS NOT NULL;
CREATE VIEW IF NOT EXISTS service AS SELECT * FROM item WHERE NOT EXISTS (
  SELECT 1 FROM pricelist WHERE pricelist.id = item.pricelist AND pricelist.parent IS NOT NULL);
CREATE TABLE IF NOT EXISTS itemparam (
  item INTEGER NOT NULL, intname TEXT NOT NULL, value TEXT NOT NULL,
  crypted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (item, intname));
CREATE TABLE IF NOT EXISTS runningoperation (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL, command TEXT NOT NULL,
  trycount INTEGER NOT NULL DEFAULT 0,
  manual INTEGER NOT NULL DEFAULT 0, errorxml TEXT NOT NULL DEFAULT '',
  arguments TEXT NOT NULL DEFAULT '[]', created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS task (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL,
  runningoperation INTEGER NOT NULL, type TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS problem (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, object TEXT NOT NULL,
  level TEXT NOT NULL, params TEXT NOT NULL,
  created TEXT NOT NULL, UNIQUE (name, object));
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, func TEXT NOT NULL,
  argv_keys TEXT NOT NULL, env_keys TEXT NOT NULL,
  params TEXT NOT NULL, leaks TEXT NOT NULL, connection TEXT NOT NULL, parent INTEGER NOT NULL,
  outcome TEXT NOT NULL, fault TEXT NOT NULL);
${MIRROR_SCHEMA}
`;
