import { PARAM_LICKEY } from '../../billmanager/param-names.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import type { Context } from '../../operations/engine/context.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { differingAddons, wantedAddons } from '../../operations/licenses/acquire/wanted-addons.ts';
import { PRODUCT_TYPES } from '../../vendor/product-types.ts';
import type { License, Vendor } from '../../vendor/vendor.ts';
import { differenceOf, isPower, type Sides } from './compare.ts';
import type { Difference } from './difference.ts';

/** What no list tells of a service and its license: it takes two requests. */
export interface Singly {
  readonly license: Pick<License, 'lickey' | 'addons'>;
  /** The service's key; '' for none. Secret. */
  readonly lickey: string;
  /** Amounts that the service has, by the vendor's addon id. */
  readonly wanted: ReadonlyMap<string, number>;
}

/** Holds addons and key of a license that serves against its service's. Pure; tells no key. */
export function compareSingly(
  sides: Sides,
  { license, lickey, wanted }: Singly,
): readonly Difference[] {
  const found: Difference[] = [];
  const addons = differingAddons(wanted, license, sides.ledger?.addons ?? {});
  if (addons.length > 0) {
    const here = addons.map(({ addon, wanted }) => `${addon}=${wanted}`).join(', ');
    const there = addons.map(({ addon, amount }) => `${addon}=${amount}`).join(', ');
    found.push(differenceOf(sides, 'addons', here, there));
  }
  if (license.lickey !== '' && license.lickey !== lickey)
    found.push(differenceOf(sides, 'key', lickey === '' ? 'none' : 'another', ''));
  return found;
}

/** Reads and compares one that serves; others have no more to tell. */
export async function surveySingly(
  ctx: Context,
  vendor: Vendor,
  sides: Sides,
): Promise<readonly Difference[]> {
  const { ledger, service, license } = sides;
  if (ledger?.state !== 'live' || !isPower(service?.status ?? null)) return [];
  const { id, itemtype } = license;
  const form = await vendor.read(itemtype, id);
  const whole = await ctx.billmanager.service(sides.item, itemtype);
  if (!form || !whole || !isSameService(ledger.fingerprint, fingerprintOf(whole))) return [];
  const wanted = PRODUCT_TYPES[itemtype].addons
    ? await wantedAddons(ctx, whole, ledger.preset)
    : new Map<string, number>();
  const lickey = whole.params.get(PARAM_LICKEY) ?? '';
  return compareSingly(sides, { license: form, lickey, wanted });
}
