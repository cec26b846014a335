import { wholeList } from '../../vendor/list-proof.ts';
import type { LicenseRow } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { ownerOf } from '../installation/remoteid.ts';
import type { Purchase } from '../licenses/cost/purchase-guards.ts';
import { knownIds } from '../licenses/license/known-ids.ts';
import type { LicenseTarget } from '../licenses/license/license-target.ts';

/**
 * A module that is bought for a panel license: the license's service, as a target among the modules
 * of its account, and what tells the module from every other one.
 */
export interface ModuleTarget extends LicenseTarget {
  readonly purchase: Purchase;
  /** The vendor's license that it belongs to. */
  readonly license: string;
}

/**
 * A module of this kind that the license has already, whoever bought it: looked for in the vendor's
 * whole list, by our purchase of it for this service, unless that belongs to another license, and
 * by the license it belongs to. If the list does not show the license, each module of the kind is
 * read by itself. null: there certainly is none. Many requests. Fault list_not_whole.
 */
export async function findModule(ctx: Context, target: ModuleTarget): Promise<LicenseRow | null> {
  const { vendor, itemtype, license, purchase } = target;
  const { rows } = await wholeList(vendor, itemtype, { known: await knownIds(ctx, target) });
  const ofKind = rows.filter(
    ({ status, pricelist }) =>
      status !== 'deleted' && (pricelist === '' || pricelist === purchase.pricelist),
  );
  for (const row of ofKind.filter(each => isBoughtFor(target, each))) {
    // another billing may have written the same of a license of its own
    const read = row.parentItem ? null : await vendor.read(itemtype, row.id);
    const parent = row.parentItem || read?.parentItem || license;
    if (parent === license) return row;
  }
  for (const row of ofKind) {
    if (row.parentItem !== undefined && row.pricelist !== '') {
      if (row.parentItem === license) return row;
      continue;
    }
    const module = await vendor.read(itemtype, row.id);
    const isIt =
      module?.parentItem === license &&
      module.pricelist === purchase.pricelist &&
      module.status !== 'deleted';
    if (isIt) return module;
  }
  return null;
}

/** Does its remoteid say that this installation bought it for this service? */
export function isBoughtFor(
  { mark, item, purchase }: ModuleTarget,
  { remoteid }: Pick<LicenseRow, 'remoteid'>,
): boolean {
  const owner = ownerOf(remoteid, mark);
  return owner.kind === 'purchase' && owner.item === item && owner.pricelist === purchase.pricelist;
}
