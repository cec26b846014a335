import { sameAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import { isRead } from './end-date.ts';
import { wholeList } from './list-proof.ts';
import type { Itemtype, LicenseRow, Vendor } from './vendor.ts';

/** So many rows are looked at singly before the whole list is read instead. */
const MOST_SUSPECTS = 20;

/**
 * Licenses with our remoteid that the upstream tells when it is asked for them alone: few requests,
 * and no proof of anything else. What comes is checked row by row and confirmed by reading it;
 * where the upstream refuses, or narrows nothing, there are none, and the whole list has to tell
 * (findByRemoteId). Whatever filter the question left behind is taken away again.
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
 * All licenses with our remoteid that are not deleted, from a list proved whole by two readings: an
 * order is placed again on the strength of an empty answer. `known`: ids of the account's licenses
 * that the ledger has. Throws list_not_whole (passing). Many requests. Source:
 * docs/reference/vendor-api.md, "The remoteid".
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
 * The same in a whole list that has been read. Rows whose remoteid the list does not tell are asked
 * for singly; a hit is confirmed by reading it.
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
  // a list without the column proves nothing; where others tell theirs, a known license without one
  // has none
  const column = rows.some(row => row.remoteidUnknown !== true);
  const suspects = rows.filter(row =>
    row.remoteidUnknown === true ? !column || !ours.has(row.id) : row.remoteid === wanted,
  );
  return confirmed(vendor, suspects, wanted);
}

/** Those of the rows whose own forms tell this remoteid. */
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

/** What an order of the dialect without remoteid can be recognised by. */
export interface AddressedOrder {
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
}

/**
 * The same for the dialect that has no remoteid: licenses of this tariff for this address under
 * this name, in a whole list that has been read. What a row does not tell is read singly; what the
 * form does not tell either excludes nothing. Throws license_ambiguous (final) when the address has
 * only licenses of this kind under other names, which the ledger does not know: ordering again
 * could pay twice, and taking one over could take somebody else's. Source:
 * docs/reference/vendor-api.md, "The oldest dialect".
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

/** Whether nothing that the row tells speaks against it; the name is left aside. */
function mayBe(row: LicenseRow, order: AddressedOrder): boolean {
  if (row.status === 'deleted') return false;
  return (
    (row.ip === '' || sameAddress(row.ip, order.ip)) &&
    (row.pricelist === '' || row.pricelist === order.pricelist)
  );
}

/**
 * The row as its own form tells it now; null when it is gone or deleted. Of the form only a row's
 * facts are taken: the key is a secret, and a search has no use for it.
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
