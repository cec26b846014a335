import { Fault } from '../../../base/fault.ts';
import { askForRemoteId, findByAddress, findByRemoteId } from '../../../vendor/search-list.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { agreementOf, madeUpName } from '../license/agreement.ts';
import { foreignTo } from '../license/gate.ts';
import { knownIds } from '../license/known-ids.ts';
import type { LicenseTarget } from '../license/license-target.ts';

/** What an order carries that tells it from others. */
export interface OrderMarks {
  /** What it was sent with, its draw included: no other order carries it. */
  readonly remoteid: string;
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
  /** addition: the license it was ordered for; '' where that is not known. */
  readonly parentItem: string;
  /**
   * The id that the order was answered with, where that is known: a person may have changed the
   * license since.
   */
  readonly answered?: string;
}

/**
 * Looks at the vendor for an order of this service whose answer was lost: asks for its remoteid
 * alone, and where that brings not just the license that was ordered, walks through the whole list.
 * With remoteid it is found unless it differs from what was ordered; the classic dialect is
 * searched by address and name. null: it was certainly never placed. Faults: license_ambiguous
 * (several), license_foreign (one that is plainly somebody else's), list_not_whole.
 */
export async function findOrder(
  ctx: Context,
  target: LicenseTarget,
  wanted: OrderMarks,
): Promise<LicenseRow | null> {
  const { vendor, itemtype, item, type } = target;
  const marks = {
    pricelists: [wanted.pricelist],
    ip: wanted.ip,
    names: [wanted.licname].filter(name => name !== madeUpName(item)),
    parent: wanted.parentItem,
  };
  if (vendor.abilities.remoteid) {
    const [only, ...others] = await askForRemoteId(vendor, itemtype, wanted.remoteid);
    const isOrdered =
      only !== undefined &&
      (only.id === wanted.answered || agreementOf(type, only, marks) === 'agrees');
    if (isOrdered && others.length === 0) return only;
  }
  const known = await knownIds(ctx, target);
  if (!vendor.abilities.remoteid) {
    const found = await findByAddress(vendor, wanted, known);
    return theOnly(
      item,
      found.filter(row => !known.includes(row.id)),
    );
  }
  const found = await findByRemoteId(vendor, itemtype, wanted.remoteid, known);
  const answered = found.find(row => row.id === wanted.answered);
  if (answered) return answered;
  const possible = found.filter(row => agreementOf(type, row, marks) !== 'differs');
  const [stranger] = found;
  if (possible.length === 0 && stranger) throw foreignTo(target, stranger, marks);
  return theOnly(item, possible);
}

function theOnly(item: string, rows: readonly LicenseRow[]): LicenseRow | null {
  if (rows.length > 1) {
    throw new Fault('license_ambiguous', {
      object: item,
      value: rows.map(row => row.id).join(', '),
    });
  }
  return rows[0] ?? null;
}
