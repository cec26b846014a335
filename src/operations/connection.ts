import type { ModuleSettings } from '../billing/billing.ts';
import type { Context } from './context.ts';

/** Are these credentials good? A harmless read upstream. Faults: upstream_auth, upstream_unreachable, upstream_certificate ... */
export async function checkConnection(
  ctx: Context,
  settings: Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>,
): Promise<void> {
  const { upstream } = await ctx.supplier(settings);
  await upstream.checkLogin();
}
