import { LICENSES_MODULE } from '../../base/names.ts';
import { presetOf } from '../../conf/preset.ts';
import type { Context } from '../engine/context.ts';

/**
 * A processing module of this program that can serve a tariff and is not to be skipped; null if
 * there is none: the tariff names no preset, or every module is skipped.
 */
export async function suitableModule(
  ctx: Context,
  pricelist: string,
  skip: ReadonlySet<string>,
): Promise<string | null> {
  const [tariff, modules] = await Promise.all([
    ctx.billmanager.tariff(pricelist),
    ctx.billmanager.modules(),
  ]);
  if (!presetOf(tariff.intname, ctx.conf)) return null;
  const ours = modules.filter(module => module.module === LICENSES_MODULE && !skip.has(module.id));
  return ours[0]?.id ?? null;
}
