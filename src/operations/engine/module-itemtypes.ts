import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../base/names.ts';
import { ACCOUNT_ITEMTYPES } from '../../panel/product-type.ts';
import { ITEMTYPES } from '../../vendor/product-types.ts';

/** Product types (itemtypes) that each of our processing modules serves. */
export const MODULE_ITEMTYPES: Readonly<Record<ModuleName, readonly string[]>> = {
  [LICENSES_MODULE]: ITEMTYPES,
  [ACCOUNTS_MODULE]: ACCOUNT_ITEMTYPES,
};

export const ALL_ITEMTYPES: readonly string[] = Object.values(MODULE_ITEMTYPES).flat();
