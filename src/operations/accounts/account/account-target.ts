import { Fault } from '../../../base/fault.ts';
import { ACCOUNTS_MODULE } from '../../../base/names.ts';
import { ACCOUNT_ITEMTYPE, ACCOUNT_ITEMTYPES } from '../../../panel/product-type.ts';
import { calledService } from '../../engine/called-service.ts';
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
 * fact_missing, not_sold_here, panel_setting_missing.
 */
export async function accountTargetOf(ctx: Context, call: ServiceCall): Promise<AccountTarget> {
  const hint = call.itemtype ?? ACCOUNT_ITEMTYPE;
  const service = await calledService(ctx, call, { program: ACCOUNTS_MODULE, hint });
  if (!ACCOUNT_ITEMTYPES.includes(service.itemtype))
    throw new Fault('not_sold_here', { object: service.itemtype, value: service.id });
  const panel = await ctx.panel(await ctx.billmanager.module(service.processingmodule));
  return { item: service.id, service, module: service.processingmodule, panel };
}
