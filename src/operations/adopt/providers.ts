import { ITEMTYPES, isItemtype } from '../../vendor/product-types.ts';
import { ACCOUNT_ITEMTYPE, ACCOUNT_MODULE } from '../accounts/account/account-target.ts';
import type { Context } from '../engine/context.ts';
import { accountProvider } from './account-provider.ts';
import { licenseProvider } from './license-provider.ts';
import type { Provider, ProviderKind } from './provider.ts';

export const itemtypesOf = (kind: ProviderKind): readonly string[] =>
  kind === 'license' ? ITEMTYPES : [ACCOUNT_ITEMTYPE];

export const programOf = (kind: ProviderKind): string =>
  kind === 'license' ? 'pmcpbillmgr' : ACCOUNT_MODULE;

/** The provider behind a processing module, for services of this product type. */
export const providerOf = (ctx: Context, module: string, itemtype: string): Promise<Provider> =>
  isItemtype(itemtype) ? licenseProvider(ctx, module, itemtype) : accountProvider(ctx, module);
