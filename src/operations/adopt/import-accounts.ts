import { Fault } from '../../base/fault.ts';
import { ACCOUNT_ITEMTYPE } from '../accounts/account/account-target.ts';
import type { Context } from '../engine/context.ts';
import { accountProvider } from './account-provider.ts';
import { type ImportOutcome, importFrom } from './import-found.ts';
import type { ImportRequest } from './import-licenses.ts';

/**
 * Makes services of the panel's accounts that serve none yet: see importFrom. Fault argument_bad
 * for another product type.
 */
export async function importAccounts(ctx: Context, request: ImportRequest): Promise<ImportOutcome> {
  const { module, itemtype, searchstring } = request;
  if (itemtype !== ACCOUNT_ITEMTYPE)
    throw new Fault('argument_bad', { object: 'itemtype', value: itemtype });
  return importFrom(ctx, await accountProvider(ctx, module), searchstring);
}
