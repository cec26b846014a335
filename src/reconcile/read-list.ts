import type { IsoDate } from '../base/dates.ts';
import { Fault } from '../base/fault.ts';
import type { LedgerLicense } from '../journal/records.ts';
import { today, type VendorConnection } from '../operations/engine/context.ts';
import { isTwins, noteTwin } from '../operations/installation/twin.ts';
import { isRebuilt } from '../operations/licenses/license/gate.ts';
import { dateOrNull } from '../vendor/end-date.ts';
import type { Itemtype, LicenseRow } from '../vendor/vendor.ts';
import { agrees, fingerprintOf, type Rereading } from './fingerprint.ts';
import { registerProblem, textsOf } from './problems.ts';
import type { ReconcileRun } from './reconcile-run.ts';
import { addUpcoming, type Upcoming } from './upcoming.ts';

/**
 * A license of ours whose row at the vendor differs from what is known, and since when that has
 * been waiting.
 */
export interface Difference {
  readonly ledger: LedgerLicense;
  readonly row: LicenseRow;
  readonly fingerprint: string;
  readonly since: Date;
}

interface ListReading {
  readonly differences: readonly Difference[];
  /** Live licenses that the vendor says it no longer has. */
  readonly gone: readonly LedgerLicense[];
  /** The cost of renewing the licenses that end within the look-ahead. */
  readonly upcoming: Upcoming;
}

/**
 * After this many missing licenses that still exist, the list is filtered and asking one by one is
 * not worth it.
 */
const MOST_WITNESSES = 3;
/** A filter that somebody set during the reading is removed, and the list read once more. */
const MOST_TURNS = 2;

/** What has come of a list so far. */
interface Reading {
  /** Every id that came: a row that came before is not compared again. */
  readonly ids: Set<string>;
  /** Those of them that the vendor has not deleted. */
  readonly alive: Set<string>;
  readonly differences: Difference[];
  readonly upcoming: Upcoming;
}

/**
 * Reads one product type's list page by page and compares it with the snapshot: no request besides
 * the pages while nothing has changed. A license counts as gone only when the vendor, asked for it
 * singly, says so; one that was missing and is still there (it moved to another page meanwhile) is
 * compared by what the single look told. When many are missing and still there, somebody's filter
 * narrows the list: it is read once more, and if that does not help a trouble says so and nothing
 * follows from absence.
 */
export async function readList(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  lookAhead: IsoDate,
): Promise<ListReading> {
  const list = { account: connection.account, itemtype };
  const live = await run.ctx.journal.liveLicenseIds(list);
  const reading: Reading = {
    ids: new Set(),
    alive: new Set(),
    differences: [],
    upcoming: new Map(),
  };
  let absence: Absence = { gone: [], witness: null };
  for (let turn = 1; turn <= MOST_TURNS; turn++) {
    await readPages(run, connection, itemtype, lookAhead, live, reading);
    absence = await askSingly(run, connection, itemtype, live, reading);
    if (absence.witness === null) break;
  }
  if (absence.witness !== null) {
    const fault = new Fault('list_not_whole', { object: itemtype, value: absence.witness });
    run.report.troubles.push(fault.message);
  }
  const gone =
    absence.gone.length === 0
      ? []
      : await run.ctx.journal.licenses({ ...list, licenseIds: absence.gone });
  return { differences: reading.differences, gone, upcoming: reading.upcoming };
}

async function readPages(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  lookAhead: IsoDate,
  live: readonly string[],
  reading: Reading,
): Promise<void> {
  await connection.vendor.clearFilter(itemtype);
  const came = new Set<string>();
  const ours = new Set(live);
  const list = { account: connection.account, itemtype };
  let firstPage = 0;
  for (let page = 1; ; page++) {
    const { rows, told } = await connection.vendor.listPage(itemtype, page, run.rows);
    const before = came.size;
    for (const row of rows) came.add(row.id);
    const fresh = rows.filter(row => !reading.ids.has(row.id));
    for (const row of fresh) run.lateOrders.see(row);
    const unknown = fresh.filter(({ id }) => !ours.has(id));
    await run.strays.see(list, unknown);
    await takeIn(run, connection, itemtype, fresh, reading);
    for (const row of fresh)
      if (ours.has(row.id) && isUpcoming(row, lookAhead)) addUpcoming(reading.upcoming, row);
    if (page === 1) firstPage = rows.length;
    if (came.size === before) return;
    // a panel may give fewer rows a page than asked, but each page but the last as many as the
    // first, unless it tells of more rows itself
    const isLast = rows.length < firstPage && (told === null || told <= came.size);
    if (isLast && live.every(id => reading.alive.has(id))) return;
  }
}

async function takeIn(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  fresh: readonly LicenseRow[],
  reading: Reading,
): Promise<void> {
  for (const row of fresh) reading.ids.add(row.id);
  const alive = fresh.filter(row => row.status !== 'deleted');
  for (const row of alive) reading.alive.add(row.id);
  run.report.listed += fresh.length;
  run.progress.advance(fresh.length);
  reading.differences.push(...(await compare(run, connection, itemtype, alive)));
}

/** A license of ours that will be renewed by then: suspended and deleted ones cost nothing more. */
function isUpcoming(row: LicenseRow, lookAhead: IsoDate): boolean {
  const end = dateOrNull(row.expiredate);
  return row.status === 'active' && end !== null && end <= lookAhead;
}

async function compare(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  rows: readonly LicenseRow[],
): Promise<readonly Difference[]> {
  const { journal } = run.ctx;
  const list = { account: connection.account, itemtype };
  const rereading = rereadingOf(run, connection);
  const fingerprints = new Map(rows.map(row => [row.id, fingerprintOf(row, rereading)]));
  const unsynced = await journal.unsyncedRows(list, fingerprints);
  const byId = new Map(rows.map(row => [row.id, row]));
  const known = await journal.licenses({ ...list, licenseIds: [...unsynced.keys()] });
  const ledger = new Map(
    known.filter(each => each.state === 'live').map(each => [each.licenseId, each]),
  );
  const differences: Difference[] = [];
  const synced = new Map<string, string>();
  for (const [id, since] of unsynced) {
    const row = byId.get(id);
    const license = ledger.get(id);
    const fingerprint = fingerprints.get(id) ?? '';
    if (!row) continue;
    const isKnown = rereading === null && license && agrees(row, license) && !isRebuilt(license);
    if (!license) await lookForTwin(run, connection, row);
    if (!license || isKnown) synced.set(id, fingerprint);
    else differences.push({ ledger: license, row, fingerprint, since });
  }
  if (!run.report.dryRun) await journal.markSynced(list, synced);
  return differences;
}

/** Reported once: the row is not checked again until it changes, and orders wait from here on. */
async function lookForTwin(
  run: ReconcileRun,
  { account }: VendorConnection,
  row: LicenseRow,
): Promise<void> {
  const { ctx } = run;
  if (!(await isTwins(ctx, row))) return;
  const text = `license ${row.id}, remoteid ${row.remoteid}, made on ${row.createdate ?? '?'}`;
  const fault = new Fault('installation_twin', { object: account, value: text });
  run.report.troubles.push(fault.message);
  await registerProblem(run, 'cpbillmgr_twin', account, textsOf(fault));
  if (!run.report.dryRun) await noteTwin(ctx, account, text);
}

function rereadingOf({ ctx }: ReconcileRun, { vendor }: VendorConnection): Rereading | null {
  const days = ctx.conf.sync.rereadDays;
  return days === 0 ? null : { days, today: today(ctx, vendor) };
}

interface Absence {
  readonly gone: readonly string[];
  /**
   * One of many that did not come although the vendor has them; null: all that did not come are
   * accounted for.
   */
  readonly witness: string | null;
}

/** Asks for the licenses that did not come, one by one. */
async function askSingly(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  live: readonly string[],
  reading: Reading,
): Promise<Absence> {
  const gone: string[] = [];
  let witnesses = 0;
  for (const id of live.filter(each => !reading.alive.has(each))) {
    const license = await connection.vendor.read(itemtype, id);
    if (license === null || license.status === 'deleted') gone.push(id);
    else if (++witnesses > MOST_WITNESSES) return { gone, witness: id };
    else await takeIn(run, connection, itemtype, [license], reading);
  }
  return { gone, witness: null };
}
