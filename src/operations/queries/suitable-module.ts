import { LICENSES_MODULE } from '../../base/names.ts';
import type { Context } from '../engine/context.ts';

/**
 * The processing modules of this program that serve a tariff and are not to be skipped, as the
 * panel maker's base answers them (docs/reference/processing-module.md, "Commands"): where the last
 * skipped one belongs to a group of panels that has more of them, only those of that group. `skip`
 * in the order in which they were tried.
 */
export async function suitableModules(
  ctx: Context,
  pricelist: string,
  skip: readonly string[],
): Promise<readonly string[]> {
  const all = await ctx.billmanager.suitableModules(pricelist, LICENSES_MODULE);
  const left = all.filter(({ id }) => !skip.includes(id));
  const group = all.find(({ id }) => id === skip.at(-1))?.group ?? '';
  const ofGroup = group === '' ? [] : left.filter(each => each.group === group);
  return (ofGroup.length > 0 ? ofGroup : left).map(({ id }) => id);
}
