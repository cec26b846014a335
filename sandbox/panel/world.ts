import { FAULTS_SCHEMA } from '../faults/rules.ts';
import { SETTINGS_SCHEMA, type SettingRule, Settings } from '../store/settings.ts';
import { Store } from '../store/store.ts';
import type { SandboxClock } from '../store/time.ts';
import { fillPanel } from './fill.ts';

const WHOLE = /^\d+$/;
const ANY = /^[^\n]*$/;

const PANEL_SETTINGS = {
  panel_username: { value: 'storageadmin', allowed: ANY },
  panel_password: { value: 'sandbox-panel-password', allowed: ANY },
  /** A reseller's login: it sees users and templates, and is no administrator. */
  panel_reseller: { value: 'reseller1', allowed: ANY },
  panel_reseller_password: { value: 'sandbox-reseller-password', allowed: ANY },
  /** Users that the panel's license allows; 0: any number. */
  panel_user_limit: { value: '0', allowed: WHOLE },
  panel_page_default: { value: '50', allowed: WHOLE },
  panel_page_cap: { value: '1000', allowed: WHOLE },
  /**
   * Whether a template's limits are given to a user who is made from it, or only those that the
   * request names.
   */
  panel_template_limits: { value: 'apply', allowed: ['apply', 'ignore'] },
  /** The list's field that tells whether a user is switched on. */
  panel_status_field: { value: 'status', allowed: ['status', 'active'] },
  /** Does a user's form tell it too? */
  panel_form_status: { value: 'off', allowed: ['on', 'off'] },
  panel_form_answer: { value: 'flat', allowed: ['flat', 'nested'] },
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
