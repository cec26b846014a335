import { renderServerConfig } from '../../conf/preset.ts';
import type { Context } from '../engine/context.ts';

/**
 * Saves the presets as the module's configuration in BILLmanager, as the original showed them in
 * its "Configuration" tab (commands get_server_config and sync_pricelist).
 */
export async function saveServerConfig(
  ctx: Context,
  module: string,
  asXml: (presets: readonly { id: string; name: string }[], text: string) => string,
): Promise<void> {
  await ctx.billmanager.saveModuleConfig(
    module,
    asXml(ctx.conf.presets, renderServerConfig(ctx.conf)),
  );
}
