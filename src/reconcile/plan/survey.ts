import { toFault } from '../../base/fault.ts';
import { pricelistOf } from '../../conf/preset.ts';
import { type Context, today } from '../../operations/engine/context.ts';
import { isOutsideSuspension } from '../../operations/engine/outside-suspension.ts';
import { keepsRemoteId } from '../../operations/licenses/license/remoteid-kept.ts';
import { wholeList } from '../../vendor/list-proof.ts';
import type { Itemtype, LicenseRow, Vendor } from '../../vendor/vendor.ts';
import type { AccountPass } from './account-pass.ts';
import { Billing } from './billing.ts';
import { compareLicense, releasedAndGone, type Sides, type Terms } from './compare.ts';
import { surveySingly } from './compare-singly.ts';
import type { Difference } from './difference.ts';

export interface Survey {
  /** Licenses in the vendor's list that are not deleted. */
  readonly licenses: number;
  readonly differences: readonly Difference[];
  /** Those of somebody else. */
  readonly foreign: readonly LicenseRow[];
  /** What could not be read singly, in words. */
  readonly troubles: readonly string[];
}

/** Of which services license and service are read singly, too? */
export type IsSingly = (item: string) => boolean;

/**
 * Reads one product type of a vendor account, its services in BILLmanager and the ledger, and
 * compares them. Changes nothing. What an operation has under way is left out. Of a hundred
 * thousand licenses only ids are kept; each page is compared as it comes. Faults: those of the list
 * (list_not_whole, upstream_...) and of BILLmanager.
 */
export async function surveyList(
  ctx: Context,
  pass: AccountPass,
  itemtype: Itemtype,
  isSingly: IsSingly,
): Promise<Survey> {
  const { vendor, account } = pass;
  const { journal } = ctx;
  const list = { account, itemtype };
  const known = await journal.liveLicenseIds(list);
  const billing = await Billing.read(ctx, pass, itemtype);
  const terms = await termsOf(ctx, pass, itemtype, billing);
  const differences: Difference[] = [];
  const foreign: LicenseRow[] = [];
  const singly: Sides[] = [];
  const came = new Set<string>();
  let licenses = 0;
  const take = async (rows: readonly LicenseRow[]): Promise<void> => {
    const alive = rows.filter(({ id, status }) => status !== 'deleted' && !came.has(id));
    for (const { id } of alive) came.add(id);
    licenses += alive.length;
    const licenseIds = alive.map(({ id }) => id);
    const ledger = new Map(
      (await journal.licenses({ ...list, licenseIds }))
        .filter(({ state }) => state !== 'ended')
        .map(row => [row.licenseId, row]),
    );
    for (const license of alive) {
      const sides = await billing.sidesOf(license, ledger.get(license.id) ?? null);
      const compared = compareLicense(sides, terms);
      if (compared === 'foreign') {
        foreign.push(license);
        continue;
      }
      differences.push(...compared);
      billing.serve(sides);
      if (sides.item !== '' && isSingly(sides.item)) singly.push(sides);
    }
  };
  const { rows } = ctx.conf.sync;
  const options = { rows, known, twice: false, keep: () => NO_ROW };
  await wholeList(readingOf(vendor, take), itemtype, options);
  for (const row of await journal.licenses({ ...list, state: 'released' }))
    if (!came.has(row.licenseId)) differences.push(releasedAndGone(row));
  differences.push(...(await billing.unserved(itemtype)));
  const troubles: string[] = [];
  for (const sides of singly)
    try {
      differences.push(...(await surveySingly(ctx, vendor, sides)));
    } catch (error) {
      troubles.push(`license ${sides.license.id}: ${toFault(error).message}`);
    }
  const standing = await withoutTransitional(ctx, differences);
  const told = await Promise.all(standing.map(each => whoSuspended(ctx, each)));
  return { licenses, differences: told, foreign, troubles };
}

/** The vendor, whose pages are taken as they come. */
const readingOf = (
  vendor: Vendor,
  take: (rows: readonly LicenseRow[]) => Promise<void>,
): Vendor => ({
  ...vendor,
  async listPage(itemtype, page, rows) {
    const answer = await vendor.listPage(itemtype, page, rows);
    await take(answer.rows);
    return answer;
  },
});

/** All that is kept of a row that was compared; its id stands beside it. */
const NO_ROW: LicenseRow = {
  id: '',
  itemtype: 'soft',
  name: '',
  status: null,
  ip: '',
  licname: '',
  pricelist: '',
  period: null,
  createdate: null,
  expiredate: null,
  remoteid: '',
  cost: '',
};

async function termsOf(
  ctx: Context,
  { vendor, account, mark }: AccountPass,
  itemtype: Itemtype,
  billing: Billing,
): Promise<Terms> {
  const pricelists = new Map<string, string>();
  for (const pricelist of billing.pricelists)
    pricelists.set(pricelist, pricelistOf((await ctx.billmanager.tariff(pricelist)).intname));
  return {
    today: today(ctx, vendor),
    mark,
    keepsRemoteId: await keepsRemoteId(ctx, { vendor, account, itemtype }),
    pricelists,
    renewBefore: ctx.conf.sync.renewBefore,
  };
}

/** An operation that is under way, here or in BILLmanager, makes one of both sides differ. */
async function withoutTransitional(
  { journal, billmanager }: Context,
  differences: readonly Difference[],
): Promise<readonly Difference[]> {
  const unfinished = await journal.operations({ states: ['open', 'waiting'] });
  const busy = new Map(unfinished.map(({ item }) => [item, true]));
  const left: Difference[] = [];
  for (const each of differences) {
    const { item } = each;
    if (item !== '' && !busy.has(item))
      busy.set(item, (await billmanager.runningCommands(item)).length > 0);
    if (busy.get(item) !== true) left.push(each);
  }
  return left;
}

/** BILLmanager's own suspension is lifted by nobody but BILLmanager. */
async function whoSuspended(ctx: Context, difference: Difference): Promise<Difference> {
  const { kind, here, item } = difference;
  const isHere = kind === 'status' && here === 'suspended';
  if (!isHere || (await isOutsideSuspension(ctx, item))) return difference;
  return { ...difference, kind: 'suspended_here', action: null };
}
