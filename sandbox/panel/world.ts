import { FAULTS_SCHEMA } from '../faults/rules.ts';
import { SETTINGS_SCHEMA, type SettingRule, Settings } from '../store/settings.ts';
import { Store } from '../store/store.ts';
import type { SandboxClock } from '../store/time.ts';
import { fillPanel } from './fill.ts';

const WHOLE = /^\d+$/;
const ANY = /^[^\n]*$/;

export const PANEL_SETTINGS = {
  panel_username: {
    value: 'storageadmin',
    allowed: ANY,
    text: "login of the panel's administrator",
  },
  panel_password: {
    value: 'sandbox-panel-password',
    allowed: ANY,
    text: "password of the panel's administrator",
  },
  panel_reseller: {
    value: 'reseller1',
    allowed: ANY,
    text: "a reseller's login, which is no administrator",
  },
  panel_reseller_password: {
    value: 'sandbox-reseller-password',
    allowed: ANY,
    text: "password of the reseller's login",
  },
  panel_user_limit: {
    value: '0',
    allowed: WHOLE,
    text: "users that the panel's license allows; 0: any number",
  },
  panel_page_default: {
    value: '50',
    allowed: WHOLE,
    text: "rows of a page of the panel's lists without p_cnt",
  },
  panel_page_cap: { value: '1000', allowed: WHOLE, text: 'rows of a page of the panel at most' },
  panel_template_limits: {
    value: 'apply',
    allowed: ['apply', 'ignore'],
    text: "a new user gets its template's limits, or those of the request only",
  },
  panel_status_field: {
    value: 'status',
    allowed: ['status', 'active'],
    text: 'field of the list that tells whether a user is switched on',
  },
  panel_form_status: {
    value: 'off',
    allowed: ['on', 'off'],
    text: "a user's form tells whether it is switched on, too",
  },
  panel_form_answer: {
    value: 'flat',
    allowed: ['flat', 'nested'],
    text: "the panel's forms answer under doc (flat) or under doc/doc",
  },
  panel_address_pool: {
    value: '20',
    allowed: WHOLE,
    text: 'addresses of each family that the panel can give to users',
  },
} satisfies Record<string, SettingRule>;

type PanelSetting = keyof typeof PANEL_SETTINGS;

/** Everything that the functions of the stand-in panel stand on. */
export interface PanelWorld {
  readonly store: Store;
  readonly settings: Settings<PanelSetting>;
  readonly clock: SandboxClock;
}

/** One request, after its login was accepted. */
export interface PanelCall {
  readonly func: string;
  readonly level: number;
  readonly user: string;
  readonly params: ReadonlyMap<string, string>;
}

const PANEL_SCHEMA = `
${SETTINGS_SCHEMA}
${FAULTS_SCHEMA}
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, passwd TEXT NOT NULL,
  level INTEGER NOT NULL, fullname TEXT NOT NULL,
  preset TEXT NOT NULL, active INTEGER NOT NULL, disk_used INTEGER NOT NULL, limits TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS presets (name TEXT PRIMARY KEY, limits TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ftp_users (name TEXT PRIMARY KEY, owner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS domains (
  name TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (name, kind));
CREATE TABLE IF NOT EXISTS addresses (address TEXT PRIMARY KEY, owner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (key TEXT PRIMARY KEY, user TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS traffic (user TEXT PRIMARY KEY, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS filters (
  user TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (user, name));
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, user TEXT NOT NULL,
  func TEXT NOT NULL, params TEXT NOT NULL,
  method TEXT NOT NULL, secret_in_url INTEGER NOT NULL, outcome TEXT NOT NULL, fault TEXT NOT NULL);
`;

/** The panel lives on the upstream's machine: the two have one clock. */
export function openPanel(path: string, clock: SandboxClock): PanelWorld {
  const store = new Store(path, PANEL_SCHEMA);
  const settings = new Settings(store, PANEL_SETTINGS);
  fillPanel(store, {
    name: settings.get('panel_reseller'),
    password: settings.get('panel_reseller_password'),
  });
  return { store, settings, clock };
}
