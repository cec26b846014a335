import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../base/names.ts';
import { isItemtype } from '../../vendor/product-types.ts';
import type { Context } from '../engine/context.ts';
import { MODULE_ITEMTYPES } from '../engine/module-itemtypes.ts';
import { accountProvider } from './account-provider.ts';
import { licenseProvider } from './license-provider.ts';
import type { Provider, ProviderKind } from './provider.ts';

export const programOf = (kind: ProviderKind): ModuleName =>
  kind === 'license' ? LICENSES_MODULE : ACCOUNTS_MODULE;

export const itemtypesOf = (kind: ProviderKind): readonly string[] =>
  MODULE_ITEMTYPES[programOf(kind)];

/** The provider behind a processing module, for services of this product type. */
export const providerOf = (ctx: Context, module: string, itemtype: string): Promise<Provider> =>
  isItemtype(itemtype)
    ? licenseProvider(ctx, module, itemtype)
    : accountProvider(ctx, module, itemtype);
