import { toFault } from '../../base/fault.ts';
import type { Context } from '../engine/context.ts';
import { ACCOUNT_MODULE } from './account/account-target.ts';

/**
 * Names of the templates of these processing modules' panels (all of our program's when none is
 * named), for the tariff's form. A panel that cannot be asked now leaves the form without its
 * templates; the log says why.
 */
export async function panelTemplates(
  ctx: Context,
  modules: readonly string[],
): Promise<readonly string[]> {
  const asked =
    modules.length > 0
      ? modules
      : (await ctx.billmanager.modules())
          .filter(each => each.module === ACCOUNT_MODULE)
          .map(each => each.id);
  const names = new Set<string>();
  for (const module of asked) {
    try {
      const { accounts } = await ctx.panel(await ctx.billmanager.module(module));
      for (const name of await accounts.templates()) names.add(name);
    } catch (error) {
      ctx.log.warning(`templates of processing module ${module}: ${toFault(error).message}`);
    }
  }
  return [...names].sort((a, b) => a.localeCompare(b));
}
