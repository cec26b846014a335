import { Fault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import { findByAddress, findByRemoteId } from '../../../vendor/whole-list.ts';
import type { Context } from '../../engine/context.ts';
import { knownIds } from '../license/find-license.ts';
import type { LicenseTarget } from '../license/license-target.ts';

/**
 * Looks at the vendor for an order of this service whose answer was lost: walks through the whole
 * list. With remoteid it is unmistakable; the classic dialect is searched by address and name.
 * null: it was certainly never placed. Faults: license_ambiguous (several, or one that is plainly
 * somebody else's), list_not_whole.
 */
export async function findOrder(
  ctx: Context,
  target: LicenseTarget,
  wanted: OrderMarks,
): Promise<LicenseRow | null> {
  const { vendor, itemtype, item } = target;
  const known = await knownIds(ctx, target);
  const found = vendor.abilities.remoteid
    ? await findByRemoteId(vendor, itemtype, item, known)
    : (await findByAddress(vendor, wanted, known)).filter(row => !known.includes(row.id));
  if (found.length > 1) {
    throw new Fault('license_ambiguous', {
      object: item,
      value: found.map(row => row.id).join(', '),
    });
  }
  const row = found[0] ?? null;
  if (row && row.id !== wanted.answered) refuseForeign(target, row, wanted);
  return row;
}

/** What an order carries that tells it from others. */
export interface OrderMarks {
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
  /**
   * The id that the order was answered with, where that is known: a person may have changed the
   * license since.
   */
  readonly answered?: string;
}

/**
 * A license that carries our id of the service but cannot be its: another billing may use the same
 * account.
 */
export function refuseForeign(
  target: LicenseTarget,
  row: Pick<LedgerLicense, 'ip' | 'pricelist'> & { readonly id: string | number },
  wanted: OrderMarks,
): void {
  const otherTariff = row.pricelist !== '' && row.pricelist !== wanted.pricelist;
  const otherAddress = target.type.address && row.ip !== '' && row.ip !== wanted.ip;
  if (!otherTariff && !otherAddress) return;
  const value = `${row.id} (remoteid ${target.item}, but pricelist ${row.pricelist} and address ${row.ip})`;
  throw new Fault('license_ambiguous', { object: target.item, value });
}
