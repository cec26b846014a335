import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../base/names.ts';

/**
 * Settings of a processing module that BILLmanager asks for in a form, keeps for us and names in
 * its documents; secret ones (base/secret-names.ts) it keeps encrypted.
 */
export const MODULE_SETTINGS = {
  [LICENSES_MODULE]: ['url', 'username', 'password', 'dialect'],
  [ACCOUNTS_MODULE]: ['url', 'username', 'password'],
} as const satisfies Readonly<Record<ModuleName, readonly string[]>>;

export type SettingName<M extends ModuleName = ModuleName> = (typeof MODULE_SETTINGS)[M][number];
