import type { Service } from '../../../billmanager/billmanager.ts';
import type { Context } from '../../engine/context.ts';

/**
 * Amounts by the vendor's addon id: what the tariff includes plus what the client ordered. A
 * resource of the tariff names the vendor's addon by the number its internal name begins with
 * ("4602" or "4602-Nodes"); the preset's `addon.N` says what is included, else the resource's own
 * addonlimit.
 */
export async function wantedAddons(
  ctx: Context,
  service: Service,
  preset: string,
): Promise<ReadonlyMap<string, number>> {
  const included = ctx.conf.presetSettings(preset).addons;
  const amounts = new Map(included);
  const ordered = await Promise.all(
    [...service.addons].map(async ([resource, value]) => ({
      value: amountOf(value),
      tariff: await ctx.billmanager.tariff(resource),
    })),
  );
  for (const { value, tariff } of ordered) {
    const addon = /^\d+/.exec(tariff.intname.trim())?.[0];
    if (addon === undefined) continue;
    const base = amounts.get(addon) ?? tariff.addonlimit;
    amounts.set(addon, base + value);
  }
  return amounts;
}

/** A form tells an amount as a number, or a switch as on/off. */
function amountOf(value: string): number {
  if (value === 'on') return 1;
  const amount = Number(value);
  return Number.isSafeInteger(amount) && amount > 0 ? amount : 0;
}
