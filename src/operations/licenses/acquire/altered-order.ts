import { sameAddress } from '../../../base/address.ts';
import { addDays, dateOf } from '../../../base/dates.ts';
import { Fault } from '../../../base/fault.ts';
import type { Moment } from '../../../journal/records.ts';
import type { License, LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { isRemnant, noteNotKept } from '../license/remoteid-kept.ts';

/** What was ordered, and when it was sent last; null: it is not known that it was. */
interface SentOrder {
  readonly remoteid: string;
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
  /** addition: the license it was ordered for; '' where that is not known. */
  readonly parentItem: string;
  readonly sent: Moment | null;
}

/**
 * An order whose answer was lost or was an error document, and whose remoteid was dropped or cut on
 * its way as well: the one license that is no older than the order, that this journal has never
 * heard of, that names nobody else, and that is in all that binds it what was ordered. null: there
 * is none. Fault license_ambiguous (several).
 */
export async function alteredOrder(
  ctx: Context,
  target: LicenseTarget,
  order: SentOrder,
  rows: readonly LicenseRow[],
): Promise<LicenseRow | null> {
  const { vendor, account, itemtype, item } = target;
  const { sent, remoteid } = order;
  if (sent === null || remoteid === '') return null;
  // time zones differ
  const first = addDays(dateOf(sent.at), -1);
  const young = rows.filter(
    ({ status, createdate, remoteidUnknown, ...row }) =>
      status !== 'deleted' &&
      createdate !== null &&
      createdate >= first &&
      row.pricelist === order.pricelist &&
      (remoteidUnknown === true || isRemnant(row.remoteid, remoteid)),
  );
  const found: License[] = [];
  for (const { id } of young) {
    const known = await ctx.journal.licenses({ account, itemtype, licenseIds: [id] });
    const license = known.length > 0 ? null : await vendor.read(itemtype, id);
    if (license !== null && isOrdered(target, license, order)) found.push(license);
  }
  const [only, ...others] = found;
  if (others.length > 0) {
    const value = found.map(each => each.id).join(', ');
    throw new Fault('license_ambiguous', { object: item, value });
  }
  if (!only) return null;
  // an account that keeps nothing is known by the next order; a cut one stands against the gate
  if (only.remoteid !== '') await noteNotKept(ctx, target, only.remoteid, remoteid);
  ctx.log.warning(
    `license ${only.id} is the order ${remoteid} of service ${item}: its remoteid is "${only.remoteid}"`,
  );
  return only;
}

function isOrdered({ type }: LicenseTarget, license: License, order: SentOrder): boolean {
  const isBound = type.address || type.nameParam !== '';
  return (
    isBound &&
    license.status !== 'deleted' &&
    license.remoteidUnknown !== true &&
    isRemnant(license.remoteid, order.remoteid) &&
    license.pricelist === order.pricelist &&
    (!type.address || sameAddress(license.ip, order.ip)) &&
    (type.nameParam === '' || license.licname === order.licname) &&
    (!type.belongsToLicense || order.parentItem === '' || license.parentItem === order.parentItem)
  );
}
