import type { Context } from '../engine/context.ts';
import { saveConfiguration } from '../installation/module-copy.ts';
import { ownMark } from '../installation/own-mark.ts';

/**
 * Saves the presets as the module's configuration in BILLmanager, as the original showed them in
 * its "Configuration" tab, and the installation's mark with them (commands get_server_config and
 * sync_pricelist).
 */
export async function saveServerConfig(ctx: Context, module: string): Promise<void> {
  const mark = await ownMark(ctx);
  const { counter } = await ctx.journal.installation();
  await saveConfiguration(ctx, module, { mark, counter });
}
