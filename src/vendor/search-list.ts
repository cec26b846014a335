import { sameAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import { isRead } from './end-date.ts';
import { wholeList } from './list-proof.ts';
import type { Itemtype, LicenseRow, Vendor } from './vendor.ts';

/** Up to this many rows are read one by one; for more, the whole list is read instead. */
const MOST_SUSPECTS = 20;

/**
 * Licenses with our remoteid that the upstream returns when asked for them alone: few requests, but
 * an empty result proves nothing. Each row is checked, and confirmed by reading it; if the upstream
 * refuses or does not narrow the list, the result is empty and only the whole list can tell
 * (findByRemoteId). Any filter that the question left behind is removed.
 */
export async function askForRemoteId(
  vendor: Vendor,
  itemtype: Itemtype,
  remoteid: string,
): Promise<readonly LicenseRow[]> {
  const wanted = remoteid.trim();
  if (wanted === '') return [];
  try {
    const rows = await vendor.rowsByRemoteId(itemtype, wanted);
    await vendor.clearFilter(itemtype);
    const suspects = rows.filter(row => row.remoteidUnknown === true || row.remoteid === wanted);
    return suspects.length > MOST_SUSPECTS ? [] : await confirmed(vendor, suspects, wanted);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}

/**
 * All licenses with our remoteid that are not deleted, from a list proved complete by two readings:
 * an empty result lets an order be placed again. `known`: ids of the account's licenses that the
 * ledger has. Throws list_not_whole (passing). Many requests. Source: docs/reference/vendor-api.md,
 * "The remoteid".
 */
export async function findByRemoteId(
  vendor: Vendor,
  itemtype: Itemtype,
  remoteid: string,
  known: readonly string[],
): Promise<readonly LicenseRow[]> {
  const { rows } = await wholeList(vendor, itemtype, { known });
  return rowsWithRemoteId(vendor, rows, remoteid, known);
}

/**
 * The same for a complete list that has been read. Rows without a remoteid in the list are read one
 * by one; a hit is confirmed by reading it.
 */
export async function rowsWithRemoteId(
  vendor: Vendor,
  rows: readonly LicenseRow[],
  remoteid: string,
  known: readonly string[],
): Promise<readonly LicenseRow[]> {
  const wanted = remoteid.trim();
  // an empty one would match every license that somebody bought by hand
  if (wanted === '')
    throw new Fault('internal', { detail: 'a license is looked for by an empty remoteid' });
  const ours = new Set(known);
  // a list without the column proves nothing; if other rows have it, a known license without it has
  // none
  const column = rows.some(row => row.remoteidUnknown !== true);
  const suspects = rows.filter(row =>
    row.remoteidUnknown === true ? !column || !ours.has(row.id) : row.remoteid === wanted,
  );
  return confirmed(vendor, suspects, wanted);
}

/** The rows whose own forms have this remoteid. */
async function confirmed(
  vendor: Vendor,
  rows: readonly LicenseRow[],
  remoteid: string,
): Promise<readonly LicenseRow[]> {
  const found: LicenseRow[] = [];
  for (const row of rows) {
    const license = await confirm(vendor, row);
    if (license?.remoteid === remoteid) found.push(license);
  }
  return found;
}

/** What identifies an order in the dialect without remoteid. */
export interface AddressedOrder {
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
}

/**
 * The same for the dialect without remoteid: licenses of this tariff for this address under this
 * name, in a complete list that has been read. What a row lacks is read from the license's form;
 * what the form lacks too excludes nothing. Throws license_ambiguous (final) when the address has
 * such licenses only under other names, unknown to the ledger: ordering again could pay twice, and
 * taking one over could take somebody else's. Source: docs/reference/vendor-api.md, "The oldest
 * dialect".
 */
export async function findByAddress(
  vendor: Vendor,
  rows: readonly LicenseRow[],
  order: AddressedOrder,
  known: readonly string[],
): Promise<readonly LicenseRow[]> {
  const ip = order.ip.trim();
  if (ip === '')
    throw new Fault('internal', { detail: 'a license is looked for by an empty address' });
  const found: LicenseRow[] = [];
  let addresses = rows.length === 0;
  for (const row of rows.filter(each => mayBe(each, order))) {
    const license = await confirm(vendor, row);
    if (license === null || license.ip === '') continue;
    addresses = true;
    if (mayBe(license, order)) found.push(license);
  }
  if (!addresses && rows.every(row => row.ip === '')) {
    throw new Fault('upstream_answer_bad', {
      object: 'software',
      value: 'no address in it',
      kind: 'passing',
    });
  }
  const named = found.filter(row => row.licname === '' || row.licname === order.licname.trim());
  const ours = new Set(known);
  const strangers = found.filter(row => !ours.has(row.id));
  if (named.length > 0 || strangers.length === 0) return named;
  throw new Fault('license_ambiguous', {
    object: `${ip} ${order.licname}`,
    value: strangers.map(row => row.id).join(', '),
  });
}

/** Whether nothing in the row contradicts the order; the name does not count. */
function mayBe(row: LicenseRow, order: AddressedOrder): boolean {
  if (row.status === 'deleted') return false;
  return (
    (row.ip === '' || sameAddress(row.ip, order.ip)) &&
    (row.pricelist === '' || row.pricelist === order.pricelist)
  );
}

/**
 * The row as its own form has it now; null if gone or deleted. Takes only a row's facts from the
 * form: the key is a secret, and a search does not need it.
 */
async function confirm(vendor: Vendor, row: LicenseRow): Promise<LicenseRow | null> {
  const license = await vendor.read(row.itemtype, row.id);
  if (license === null || license.status === 'deleted') return null;
  const { remoteidUnknown, ...told } = row;
  return {
    ...told,
    status: license.status ?? row.status,
    ip: license.ip || row.ip,
    licname: license.licname || row.licname,
    pricelist: license.pricelist || row.pricelist,
    ...(license.parentItem === '' ? {} : { parentItem: license.parentItem }),
    expiredate: isRead(license.expiredate) ? license.expiredate : row.expiredate,
    remoteid: license.remoteidUnknown === true ? row.remoteid : license.remoteid,
    ...(remoteidUnknown === true && license.remoteidUnknown === true ? { remoteidUnknown } : {}),
  };
}
