import type { Service } from '../../../billmanager/billmanager.ts';
import { amountOf } from '../../../billmanager/resource.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';

/**
 * Amounts by the vendor's addon id: what the tariff includes plus what the client ordered. A
 * resource of the tariff names the vendor's addon by the number its internal name begins with
 * ("4602" or "4602-Nodes"); the preset's `addon.N` says what is included, else the resource itself.
 * Fault resource_bad.
 */
export async function wantedAddons(
  ctx: Context,
  service: Service,
  preset: string,
): Promise<ReadonlyMap<string, number>> {
  const amounts = new Map(ctx.conf.presetSettings(preset).addons);
  for (const resource of await ctx.billmanager.resources(service)) {
    const addon = resource.names
      .map(name => /^\d+/.exec(name)?.[0])
      .find(each => each !== undefined);
    if (addon === undefined) continue;
    const included = amounts.get(addon) ?? resource.included;
    amounts.set(addon, amountOf({ ...resource, included }, service.period));
  }
  return amounts;
}

interface DifferingAddon {
  /** The vendor's id. */
  readonly addon: string;
  readonly wanted: number;
  /** What the license has. */
  readonly amount: number;
}

/**
 * Addons of which a license has another amount than its service wants. `has`: the amounts that were
 * ordered, for a form that tells none.
 */
export function differingAddons(
  wanted: ReadonlyMap<string, number>,
  license: Pick<License, 'addons'>,
  has: { readonly [addon: string]: number },
): readonly DifferingAddon[] {
  return [...wanted]
    .map(([addon, wanted]) => ({
      addon,
      wanted,
      amount: license.addons.get(addon) ?? has[addon] ?? 0,
    }))
    .filter(({ wanted, amount }) => wanted !== amount);
}
