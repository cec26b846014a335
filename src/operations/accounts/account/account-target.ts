import { Fault } from '../../../base/fault.ts';
import { ACCOUNT_ITEMTYPE, ACCOUNT_ITEMTYPES } from '../../../panel/product-type.ts';
import type { Context, PanelConnection, ServiceCall, Target } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';

/**
 * What an operation on an account is about: the service, and the panel of its processing module.
 */
export interface AccountTarget extends Target {
  readonly panel: PanelConnection;
}

export type AccountRun = Run<AccountTarget>;

/**
 * Reads the service and connects to the panel of its processing module. Faults: service_missing,
 * not_sold_here, panel_setting_missing.
 */
export async function accountTargetOf(ctx: Context, call: ServiceCall): Promise<AccountTarget> {
  const service = await ctx.billmanager.service(call.item, call.itemtype ?? ACCOUNT_ITEMTYPE);
  if (!service) throw new Fault('service_missing', { object: call.item });
  if (!ACCOUNT_ITEMTYPES.includes(service.itemtype))
    throw new Fault('not_sold_here', { object: service.itemtype, value: service.id });
  if (service.processingmodule === '') throw new Fault('panel_setting_missing', { object: 'url' });
  const panel = await ctx.panel(await ctx.billmanager.module(service.processingmodule));
  return { item: service.id, service, module: service.processingmodule, panel };
}
