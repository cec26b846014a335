import { LICENSES_MODULE, type ModuleName, PROGRAM } from './names.ts';

/*
 * Every file that we read, write or start, below the manager root. The build lays dist/ out by
 * these; scripts/install and the files in etc/ repeat some of them, and a test compares.
 */

/** The executable itself; the other names are links to it. */
export const EXECUTABLE = moduleFile(LICENSES_MODULE);
/** The link that people and cron start. */
export const PROGRAM_LINK = `sbin/${PROGRAM}`;

export const CONF_FILE = `etc/${PROGRAM}.conf`;
export const STATE_FILE = `var/${PROGRAM}/state.db`;

/** SQLite's native addon. */
export const SQLITE_ADDON = `lib/${PROGRAM}/better_sqlite3.node`;
/** Entries for cron and systemd, as scripts/install finds them. */
export const SYSTEM_FOLDER = `lib/${PROGRAM}/system`;

/** One line per request to the partner gateway. */
export const ACCESS_LOG = `var/${PROGRAM}-gateway.log`;

/** BILLmanager's own. */
export const MGRCTL = 'sbin/mgrctl';
/** Its settings, one parameter per line, in both places. */
export const PANEL_CONF = 'etc/billmgr.conf';
export const PANEL_CONF_FOLDER = 'etc/billmgr.conf.d';
/** The key of its encrypted values, unless its settings name another one. */
export const PANEL_CRYPT_KEY = 'etc/billmgr.pem';
/** While it exists, nothing may be changed (base/maintenance.ts). */
export const MAINTENANCE_FILE = 'etc/billmgr.DoNothing';

/** The file that BILLmanager starts as a processing module. */
export function moduleFile(module: ModuleName): string {
  return `processing/${module}`;
}

/** The log of a processing module (docs/reference/processing-module.md, "Logs"). */
export function logFile(module: ModuleName): string {
  return `var/${module}.log`;
}

/**
 * What BILLmanager reads about a module: forms, messages (docs/reference/processing-module.md,
 * "XML description").
 */
export function descriptionFile(module: ModuleName): string {
  return `etc/xml/billmgr_mod_${module}.xml`;
}

/** The logo that BILLmanager shows for a module. */
export function logoFile(module: ModuleName): string {
  return `skins/common/plugin-logo/billmanager-plugin-${module}.png`;
}
