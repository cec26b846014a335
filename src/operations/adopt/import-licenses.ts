import { Fault } from '../../base/fault.ts';
import { isItemtype } from '../../vendor/product-types.ts';
import type { Context } from '../engine/context.ts';
import { type ImportOutcome, importFrom } from './import-found.ts';
import { licenseProvider } from './license-provider.ts';

export interface ImportRequest {
  readonly module: string;
  readonly itemtype: string;
  /** Only what has one of these words in its id, name or address; '' for all. */
  readonly searchstring: string;
}

/**
 * Makes services of upstream licenses that serve none yet: see importFrom. Fault argument_bad for
 * another product type.
 */
export async function importServices(ctx: Context, request: ImportRequest): Promise<ImportOutcome> {
  const { module, itemtype, searchstring } = request;
  if (!isItemtype(itemtype))
    throw new Fault('argument_bad', { object: 'itemtype', value: itemtype });
  return importFrom(ctx, await licenseProvider(ctx, module, itemtype), searchstring);
}
