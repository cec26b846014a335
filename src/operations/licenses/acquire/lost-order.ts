import { Fault } from '../../../base/fault.ts';
import type { Moment } from '../../../journal/records.ts';
import { askForRemoteId, findByAddress, rowsWithRemoteId } from '../../../vendor/search-list.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { Facts } from '../../engine/run.ts';
import { agreementOf, type Marks, madeUpName } from '../license/agreement.ts';
import { foreignTo } from '../license/gate.ts';
import { knownIds } from '../license/known-ids.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { keepsRemoteId } from '../license/remoteid-kept.ts';
import { sharedList } from '../license/shared-list.ts';
import { alteredOrder } from './altered-order.ts';

/** What distinguishes an order from others. */
export interface OrderMarks {
  /** What it was sent with, its draw included: no other order carries it. */
  readonly remoteid: string;
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
  /** addition: the license it was ordered for; '' where that is not known. */
  readonly parentItem: string;
  /**
   * The id that the order was answered with, '' where that is not known: a person may have changed
   * the license since.
   */
  readonly answered: string;
  /** When it was sent last; null: it is not known that it was. */
  readonly sent: Moment | null;
}

/** From the order's own intent: what the service wants may have changed since. */
export function orderMarks(
  intent: Facts,
  parentItem: string,
  { answered, sent }: Pick<OrderMarks, 'answered' | 'sent'>,
): OrderMarks {
  const { remoteid = '', ip = '', licname = '', pricelist = '' } = intent;
  return { remoteid, ip, licname, pricelist, parentItem, answered, sent };
}

/**
 * Looks at the vendor for an order of this service whose answer was lost: asks for its remoteid
 * alone, and where that brings not just the license that was ordered, walks through the whole list.
 * With remoteid it is found unless it differs from what was ordered; one that lost its remoteid on
 * the way by all the rest of it; where none is kept it is searched by address and name. null: no
 * trace of it. Faults: license_ambiguous (several), license_foreign (one that is plainly somebody
 * else's), list_not_whole.
 */
export async function findOrder(
  ctx: Context,
  target: LicenseTarget,
  order: OrderMarks,
): Promise<LicenseRow | null> {
  const { vendor, itemtype, item, type } = target;
  const marks = {
    pricelists: [order.pricelist],
    ip: order.ip,
    names: [order.licname].filter(name => name !== madeUpName(item)),
    parent: order.parentItem,
  };
  const answered = await answeredLicense(ctx, target, order, marks);
  if (answered) return answered;
  if (!(await keepsRemoteId(ctx, target))) return findWithoutRemoteId(ctx, target, order);
  const [only, ...others] = await askForRemoteId(vendor, itemtype, order.remoteid);
  const isOrdered =
    only !== undefined &&
    (only.id === order.answered || agreementOf(type, only, marks) === 'agrees');
  if (isOrdered && others.length === 0) return only;
  const known = await knownIds(ctx, target);
  const rows = await sharedList(ctx, target, order.sent);
  const found = await rowsWithRemoteId(vendor, rows, order.remoteid, known);
  const possible = found.filter(row => agreementOf(type, row, marks) !== 'differs');
  const [stranger] = found;
  if (possible.length === 0 && stranger) throw foreignTo(target, stranger, marks);
  return theOnly(item, possible) ?? alteredOrder(ctx, target, order, rows);
}

/**
 * The license under the id that the order was answered with, whatever lists say, unless it serves
 * another service of ours, its form names somebody else, or it is another one altogether.
 */
async function answeredLicense(
  ctx: Context,
  { vendor, account, itemtype, type, item }: LicenseTarget,
  { answered, remoteid }: OrderMarks,
  marks: Marks,
): Promise<LicenseRow | null> {
  if (answered === '') return null;
  const known = await ctx.journal.licenses({ account, itemtype, licenseIds: [answered] });
  if (known.some(row => row.state === 'live' && row.item !== item)) return null;
  const license = await vendor.read(itemtype, answered);
  if (license === null || license.status === 'deleted') return null;
  if (vendor.abilities.remoteid && license.remoteid === remoteid) return license;
  const namesAnother = license.remoteid !== '' && license.remoteidUnknown !== true;
  return !namesAnother && agreementOf(type, license, marks) === 'agrees' ? license : null;
}

/** Only soft has addresses that identify an order; a person must find the others. */
async function findWithoutRemoteId(
  ctx: Context,
  target: LicenseTarget,
  order: OrderMarks,
): Promise<LicenseRow | null> {
  if (!target.type.address) return null;
  const known = await knownIds(ctx, target);
  const rows = await sharedList(ctx, target, order.sent);
  const found = await findByAddress(target.vendor, rows, order, known);
  return theOnly(
    target.item,
    found.filter(row => !known.includes(row.id)),
  );
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
