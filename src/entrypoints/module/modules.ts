import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../base/names.ts';
import { ACCOUNT_COMMANDS } from './account-commands.ts';
import { COMMANDS, type Command } from './commands.ts';

/**
 * What differs between the processing modules that the executable is, by the name it was started
 * under.
 */
export interface ModuleDefinition {
  /** The name in logs and in BILLmanager's journal; the log is `var/NAME.log`. */
  readonly name: ModuleName;
  readonly commands: Readonly<Record<string, Command>>;
}

const LICENSES: ModuleDefinition = { name: LICENSES_MODULE, commands: COMMANDS };

export const MODULES: Readonly<Record<string, ModuleDefinition>> = {
  [LICENSES_MODULE]: LICENSES,
  [ACCOUNTS_MODULE]: { name: ACCOUNTS_MODULE, commands: ACCOUNT_COMMANDS },
};

/** The module of a link's name; the classic name cpbillmgr is the licenses'. */
export function moduleOf(startedAs: string): ModuleDefinition {
  return (Object.hasOwn(MODULES, startedAs) ? MODULES[startedAs] : undefined) ?? LICENSES;
}
