import type { ModuleSettings } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';

/**
 * Are these settings those of a panel and its administrator? Harmless reads. Faults: panel_auth
 * (wrong login), panel_access (a reseller's or a user's), panel_wrong, panel_unreachable,
 * panel_certificate ...
 */
export async function checkPanel(
  ctx: Context,
  settings: Pick<ModuleSettings, 'url' | 'username' | 'password'>,
): Promise<void> {
  await (await ctx.panel(settings)).accounts.checkAdministrator();
}
