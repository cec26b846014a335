import type { ModuleSettings } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';

/**
 * Are these credentials good? A harmless read upstream. Faults: upstream_auth,
 * upstream_unreachable, upstream_certificate ...
 */
export async function checkConnection(
  ctx: Context,
  settings: Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>,
): Promise<void> {
  const { vendor } = await ctx.vendor(settings);
  await vendor.checkLogin();
}
