import { FAULTS_SCHEMA } from '../faults/rules.ts';
import { SETTINGS_SCHEMA } from '../store/settings.ts';

/** Money is kept in hundredths of the currency. */
export const UPSTREAM_SCHEMA = `
${SETTINGS_SCHEMA}
${FAULTS_SCHEMA}
CREATE TABLE IF NOT EXISTS pricelists (
  id INTEGER PRIMARY KEY, itemtype TEXT NOT NULL, family TEXT NOT NULL, name TEXT NOT NULL,
  intname TEXT NOT NULL,
  additionintname TEXT NOT NULL DEFAULT '', parent INTEGER,
  addonlimit INTEGER NOT NULL DEFAULT 0, addonmax INTEGER,
  classic INTEGER NOT NULL DEFAULT 0, sold INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS prices (
  pricelist INTEGER NOT NULL, currency TEXT NOT NULL, period INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  PRIMARY KEY (pricelist, currency, period));
CREATE TABLE IF NOT EXISTS classic_periods (id INTEGER PRIMARY KEY, price INTEGER NOT NULL,
  period INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS services (
  id INTEGER PRIMARY KEY AUTOINCREMENT, itemtype TEXT NOT NULL, pricelist INTEGER NOT NULL,
  period INTEGER NOT NULL,
  status INTEGER NOT NULL, ip TEXT NOT NULL DEFAULT '', licname TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '',
  remoteid TEXT NOT NULL DEFAULT '', lickey TEXT NOT NULL DEFAULT '', parent INTEGER,
  project TEXT NOT NULL DEFAULT '',
  createdate TEXT NOT NULL, expiredate TEXT, autoprolong TEXT NOT NULL DEFAULT 'null',
  ip_changed TEXT, lickey_changed TEXT, update_expiredate TEXT,
  ready_at INTEGER, process_at INTEGER, shown_at INTEGER, reads_left INTEGER NOT NULL DEFAULT 0,
  reads_process INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS services_due ON services (status, expiredate);
CREATE INDEX IF NOT EXISTS services_kind ON services (itemtype, id);
CREATE INDEX IF NOT EXISTS services_changed ON services (itemtype, changed);
CREATE INDEX IF NOT EXISTS services_ip ON services (ip);
CREATE TABLE IF NOT EXISTS service_addons (
  service INTEGER NOT NULL, addon INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (service, addon));
CREATE TABLE IF NOT EXISTS charges (
  id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, service INTEGER NOT NULL,
  what TEXT NOT NULL, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, remoteid TEXT NOT NULL, pricelist INTEGER NOT NULL,
  period INTEGER NOT NULL, expiredate TEXT);
CREATE TABLE IF NOT EXISTS balance (currency TEXT PRIMARY KEY, amount INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS filters (
  user TEXT NOT NULL, itemtype TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (user, itemtype, name));
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, user TEXT NOT NULL,
  func TEXT NOT NULL, params TEXT NOT NULL,
  method TEXT NOT NULL, secret_in_url INTEGER NOT NULL, outcome TEXT NOT NULL, fault TEXT NOT NULL);
`;
