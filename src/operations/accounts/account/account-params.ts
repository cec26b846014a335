import { PARAM_URL, PARAM_USERNAME } from '../../../billmanager/billmanager.ts';
import type { Context } from '../../engine/context.ts';
import type { AccountTarget } from './account-target.ts';

/** Saves name and panel on the service; only what differs from what the service says already. */
export async function saveAccountParams(
  ctx: Context,
  { item, service, panel }: AccountTarget,
  name: string,
): Promise<void> {
  const params: readonly [string, string][] = [
    [PARAM_USERNAME, name],
    [PARAM_URL, panel.url],
  ];
  for (const [param, value] of params) {
    if (service.params.get(param) !== value) await ctx.billmanager.saveParam(item, param, value);
  }
}
