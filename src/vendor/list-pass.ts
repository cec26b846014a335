import { badAnswer } from './answer-fields.ts';
import type { Itemtype, LicenseRow, Vendor } from './vendor.ts';

/** Far above any real account: stops at a panel that never stops sending new ids. */
const MAX_PAGES = 5000;

/** One reading of a list from its first page to its end. */
interface ListPass {
  /** By id; if a row came twice, the later one. */
  readonly rows: ReadonlyMap<string, LicenseRow>;
  /** The row that `stopAt` asked for has come; the rest was not read. */
  readonly stopped: boolean;
  /**
   * The first page, read again at the end, still shows the same: no filter was set in the
   * meantime.
   */
  readonly firstPageHeld: boolean;
  /** At the end the list still announced more rows than had come. */
  readonly tellsMore: boolean;
  /**
   * A later page repeated rows beside new ones: the pages overlap or moved, and a row may have
   * slipped between two.
   */
  readonly shifted: boolean;
  /**
   * Rows on the largest page, if there was more than one page; null if page boundaries did not
   * matter.
   */
  readonly pageRows: number | null;
}

interface PassOptions {
  readonly rows: number;
  readonly stopAt?: ((row: LicenseRow) => boolean) | undefined;
  /** What is kept of a row in memory. */
  readonly keep: (row: LicenseRow) => LicenseRow;
}

/**
 * Clears the list's filter and reads page after page, then the first page once more. A short page
 * is not the last one (a panel may cap the rows it gives); the end is an empty page, or two pages
 * in a row with nothing new on them: a single one may come from rows that were pushed down while
 * reading.
 */
export async function readListPass(
  vendor: Vendor,
  itemtype: Itemtype,
  options: PassOptions,
): Promise<ListPass> {
  await vendor.clearFilter(itemtype);
  const rows = new Map<string, LicenseRow>();
  let first: readonly string[] = [];
  let shifted = false;
  let largest = 0;
  let stale = 0;
  let page = 1;
  for (; stale < 2; page += 1) {
    if (page > MAX_PAGES)
      throw badAnswer(itemtype, `a list of more than ${MAX_PAGES} pages`, 'passing');
    const { rows: found } = await vendor.listPage(itemtype, page, options.rows);
    if (page === 1) first = found.map(row => row.id);
    if (found.length === 0) break;
    const fresh = found.filter(row => !rows.has(row.id));
    stale = fresh.length === 0 ? stale + 1 : 0;
    // some panels return a page with nothing new beyond the end; one with old and new rows has
    // shifted
    if (fresh.length > 0 && fresh.length < found.length) shifted = true;
    largest = Math.max(largest, found.length);
    for (const row of found) rows.set(row.id, options.keep(row));
    if (options.stopAt !== undefined && found.some(options.stopAt)) {
      return {
        rows,
        stopped: true,
        firstPageHeld: true,
        tellsMore: false,
        shifted,
        pageRows: null,
      };
    }
  }
  const again = await vendor.listPage(itemtype, 1, options.rows);
  const firstPageHeld = firstPageHolds(first, again.rows, rows);
  for (const row of again.rows) rows.set(row.id, options.keep(row));
  const tellsMore = again.told !== null && again.told > rows.size;
  const pageRows = page > 2 ? largest : null;
  return { rows, stopped: false, firstPageHeld, tellsMore, shifted, pageRows };
}

/**
 * Whether the first page still shows the same. Rows may only leave it when as many new ones come
 * before them; if rows left and none came, or known ones took their place, somebody has set a
 * filter or the order has changed.
 */
function firstPageHolds(
  first: readonly string[],
  again: readonly LicenseRow[],
  seen: ReadonlyMap<string, LicenseRow>,
): boolean {
  const now = new Set(again.map(row => row.id));
  const left = first.filter(id => !now.has(id)).length;
  const came = again.filter(row => !seen.has(row.id)).length;
  return left <= came;
}
