/**
 * Our own names: the program's, and those of the processing modules that BILLmanager knows. There
 * is one executable; the name it is started under selects what it does.
 */

/** What people and cron start; the conf, the state folder and messages carry its name. */
export const PROGRAM = 'cpbillmgr';
/** The processing module for licenses and everything else that is bought from the vendor. */
export const LICENSES_MODULE = 'pmcpbillmgr';
/** The processing module for accounts of an ISPmanager panel. */
export const ACCOUNTS_MODULE = 'pmcpispmgr';

export type ModuleName = typeof LICENSES_MODULE | typeof ACCOUNTS_MODULE;

export const MODULE_NAMES: readonly ModuleName[] = [LICENSES_MODULE, ACCOUNTS_MODULE];

export const isModuleName = (text: string): text is ModuleName =>
  MODULE_NAMES.some(name => name === text);

/** The module that this name stands for; the one for licenses if it is any other name. */
export const moduleNamed = (startedAs: string): ModuleName =>
  isModuleName(startedAs) ? startedAs : LICENSES_MODULE;
