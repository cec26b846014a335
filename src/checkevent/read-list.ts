import type { IsoDate } from '../base/dates.ts';
import { Fault } from '../base/fault.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { Supplier } from '../operations/context.ts';
import { isRebuilt } from '../operations/rebuild.ts';
import type { Itemtype, LicenseRow } from '../products/upstream.ts';
import { agrees, digestOf, isUnready } from './digest.ts';
import type { Pass } from './pass.ts';
import { addUpcoming, type Upcoming } from './upcoming.ts';

/** A license of ours whose row upstream differs from what is known, and since when that has been waiting. */
export interface Difference {
  readonly ledger: LedgerLicense;
  readonly row: LicenseRow;
  readonly digest: string;
  readonly since: Date;
}

export interface ListReading {
  readonly differences: readonly Difference[];
  /** Live licenses that upstream says it no longer has. */
  readonly gone: readonly LedgerLicense[];
  /** What the licenses will cost that end within the look-ahead. */
  readonly upcoming: Upcoming;
}

/** After so many absent licenses that are still there, the list is narrowed and not worth asking about one by one. */
const MOST_WITNESSES = 3;

/**
 * Reads one product type's list page by page and compares it with the snapshot: no request besides the pages while nothing
 * has changed. A license counts as gone only when upstream, asked for it singly, says so; when a missing one is still there
 * somebody's filter narrows the list, or rows moved while it was read: then nothing is concluded from absence, Fault list_not_whole.
 */
export async function readList(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  lookAhead: IsoDate,
): Promise<ListReading> {
  const seen = new Set<string>();
  const differences: Difference[] = [];
  const upcoming: Upcoming = new Map();
  await supplier.upstream.clearFilter(itemtype);
  let firstPage = 0;
  for (let page = 1; ; page++) {
    const rows = await supplier.upstream.listPage(itemtype, page, pass.rows);
    const fresh = rows.filter(row => !seen.has(row.id));
    for (const row of fresh) seen.add(row.id);
    pass.report.listed += fresh.length;
    pass.progress.advance(fresh.length);
    differences.push(...(await compare(pass, supplier, itemtype, fresh)));
    for (const row of fresh) if (isUpcoming(row, lookAhead)) addUpcoming(upcoming, row);
    if (page === 1) firstPage = rows.length;
    // a panel may give fewer rows a page than asked, but each page but the last as many as the first
    if (fresh.length === 0 || rows.length < firstPage) break;
  }
  const gone = await goneAmong(pass, supplier, itemtype, seen);
  return { differences, gone, upcoming };
}

/** A license of ours that will be renewed by then: suspended and deleted ones cost nothing more. */
function isUpcoming(row: LicenseRow, lookAhead: IsoDate): boolean {
  const isOurs = row.remoteidUntold === true || /^\d+$/.test(row.remoteid);
  return isOurs && row.status === 'active' && row.expiredate !== null && row.expiredate <= lookAhead;
}

async function compare(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  rows: readonly LicenseRow[],
): Promise<readonly Difference[]> {
  const journal = await pass.ctx.journal();
  const list = { account: supplier.account, itemtype };
  const digests = new Map(rows.map(row => [row.id, digestOf(row)]));
  const unsettled = await journal.unsettledRows(list, digests);
  const byId = new Map(rows.map(row => [row.id, row]));
  const known = await journal.licenses({ ...list, licenseIds: [...unsettled.keys()] });
  const ledger = new Map(known.filter(each => each.state === 'live').map(each => [each.licenseId, each]));
  const differences: Difference[] = [];
  const settled = new Map<string, string>();
  for (const [id, since] of unsettled) {
    const row = byId.get(id);
    const license = ledger.get(id);
    const digest = digests.get(id) ?? '';
    if (!row) continue;
    if (!license || (agrees(row, license) && !isUnready(license) && !isRebuilt(license)))
      settled.set(id, digest);
    else differences.push({ ledger: license, row, digest, since });
  }
  if (!pass.report.dryRun) await journal.settleRows(list, settled);
  return differences;
}

async function goneAmong(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  seen: ReadonlySet<string>,
): Promise<readonly LedgerLicense[]> {
  const journal = await pass.ctx.journal();
  const list = { account: supplier.account, itemtype };
  const absent = (await journal.liveLicenseIds(list)).filter(id => !seen.has(id));
  const gone: string[] = [];
  let witnesses = 0;
  for (const id of absent) {
    const license = await supplier.upstream.read(itemtype, id);
    if (license === null || license.status === 'deleted') gone.push(id);
    else if (++witnesses >= MOST_WITNESSES)
      throw new Fault('list_not_whole', { object: itemtype, value: id });
  }
  return gone.length === 0 ? [] : journal.licenses({ ...list, licenseIds: gone });
}
