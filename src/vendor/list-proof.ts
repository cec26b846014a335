import { Fault } from '../base/fault.ts';
import { readListPass } from './list-pass.ts';
import type { Itemtype, LicenseRow, Vendor } from './vendor.ts';

export interface WholeListOptions {
  /** Rows requested per page; the panel may give fewer. */
  readonly rows?: number;
  /** Ids of licenses that must be upstream, unless they are gone. */
  readonly known: readonly string[];
  /** Reading ends with the page that has a matching row; nothing is then proved about the rest. */
  readonly stopAt?: (row: LicenseRow) => boolean;
  /**
   * Two readings must agree even if all known licenses came (default): money depends on what is
   * "not there". `false` is for regular looks at known licenses, where an unknown row that slipped
   * between two pages is seen the next time.
   */
  readonly twice?: boolean;
  /** What is kept of a row; default: all of it. For a caller that has looked at the pages. */
  readonly keep?: (row: LicenseRow) => LicenseRow;
}

export interface WholeList {
  readonly rows: readonly LicenseRow[];
  /** Known ids that the upstream, asked one by one, no longer has or calls deleted. */
  readonly gone: readonly string[];
  /** False when `stopAt` ended the reading. */
  readonly whole: boolean;
}

const DEFAULT_ROWS = 500;
/**
 * How many readings may fail: the second one follows a cleared filter, a third would hardly help.
 */
const MAX_FAILURES = 2;
/** Readings in total: a busy account may get new licenses between two of them. */
const MAX_PASSES = 4;

/**
 * The list of a product type, proved complete. Somebody's filter silently narrows a list, and rows
 * move between its pages (docs/reference/vendor-api.md, "A filter is state of the user"), so one
 * reading is believed only if
 * - every known license came, or the upstream, asked for it alone, says that it is gone;
 * - the first page, read again at the end, still holds (a filter set in the middle stays set), and
 *   the list does not announce more rows than came (announcing no more proves nothing);
 * - if no license is known, pages overlapped, or `twice` is not turned off, another reading, with
 *   the filter cleared again and other page boundaries, brings the same ids. Throws list_not_whole
 *   (passing), naming a missing license, if this cannot be achieved. Many requests.
 */
export async function wholeList(
  vendor: Vendor,
  itemtype: Itemtype,
  options: WholeListOptions,
): Promise<WholeList> {
  const { stopAt, keep = row => row } = options;
  const known = new Set(options.known);
  const seen = new Map<string, LicenseRow>();
  const gone = new Set<string>();
  let pageRows = options.rows ?? DEFAULT_ROWS;
  let failures = 0;
  let missing = '';
  for (let turn = 1; turn <= MAX_PASSES && failures < MAX_FAILURES; turn += 1) {
    const pass = await readListPass(vendor, itemtype, { rows: pageRows, stopAt, keep });
    const fresh = [...pass.rows.keys()].filter(id => !seen.has(id));
    for (const [id, row] of pass.rows) seen.set(id, row);
    if (pass.stopped) return { rows: [...seen.values()], gone: [], whole: false };
    // a row that came is not gone, whatever an earlier answer said
    for (const id of pass.rows.keys()) gone.delete(id);
    const isAbsent = (id: string): boolean => !pass.rows.has(id) && !gone.has(id);
    const others = [...seen.keys()].filter(id => !known.has(id) && isAbsent(id));
    const absent = [...[...known].filter(isAbsent), ...others];
    const lacking = await firstStillThere(vendor, itemtype, absent, gone);
    for (const id of gone) seen.delete(id);
    pageRows = otherBoundaries(pass.pageRows) ?? pageRows;
    if (lacking !== null || !pass.firstPageHeld || pass.tellsMore) {
      failures += 1;
      missing = lacking ?? missing;
      continue;
    }
    const witnessed = [...known].some(id => !gone.has(id));
    const agreed = turn > 1 && fresh.length === 0;
    if (agreed || (witnessed && !pass.shifted && options.twice === false)) {
      return { rows: [...seen.values()], gone: [...known].filter(id => gone.has(id)), whole: true };
    }
    missing = fresh[0] ?? missing;
  }
  throw new Fault('list_not_whole', { object: itemtype, value: missing === '' ? '?' : missing });
}

/**
 * A page size with other page boundaries: a row that slips between two pages of one reading (an
 * unstable order, a page that the panel cuts short) is then seen by the other.
 */
function otherBoundaries(pageRows: number | null): number | null {
  return pageRows === null ? null : Math.max(1, Math.ceil((pageRows * 2) / 3));
}

/** Reads licenses one by one until one still exists; notes those that are gone on the way. */
async function firstStillThere(
  vendor: Vendor,
  itemtype: Itemtype,
  ids: readonly string[],
  gone: Set<string>,
): Promise<string | null> {
  for (const id of ids) {
    const license = await vendor.read(itemtype, id);
    // lists may omit deleted licenses for good: a form that says "deleted" is as good as none
    if (license !== null && license.status !== 'deleted') return id;
    gone.add(id);
  }
  return null;
}
