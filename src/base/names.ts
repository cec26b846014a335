/**
 * Our own names: of the program, and of the processing modules that it is to BILLmanager. The
 * executable is one; what it does is chosen by the name that it was started under.
 */

/** What people and cron start; the conf, the state folder and messages carry its name. */
export const PROGRAM = 'cpbillmgr';
/** The processing module for licenses and all else that is bought at the vendor. */
export const LICENSES_MODULE = 'pmcpbillmgr';
/** The processing module for accounts of an ISPmanager panel. */
export const ACCOUNTS_MODULE = 'pmcpispmgr';

export type ModuleName = typeof LICENSES_MODULE | typeof ACCOUNTS_MODULE;

export const MODULE_NAMES: readonly ModuleName[] = [LICENSES_MODULE, ACCOUNTS_MODULE];

export const isModuleName = (text: string): text is ModuleName =>
  MODULE_NAMES.some(name => name === text);

/** The module that the executable is under this name; the licenses' under any other one. */
export const moduleNamed = (startedAs: string): ModuleName =>
  isModuleName(startedAs) ? startedAs : LICENSES_MODULE;
