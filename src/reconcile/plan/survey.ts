import { toFault } from '../../base/fault.ts';
import { pricelistOf } from '../../conf/preset.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import { type Context, today, type VendorConnection } from '../../operations/engine/context.ts';
import { isOutsideSuspension } from '../../operations/engine/outside-suspension.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { ownerOf } from '../../operations/installation/remoteid.ts';
import { keepsRemoteId } from '../../operations/licenses/license/remoteid-kept.ts';
import { wholeList } from '../../vendor/list-proof.ts';
import type { Itemtype, LicenseRow } from '../../vendor/vendor.ts';
import { type Billed, billedServices, byNamedLicense } from './billed.ts';
import {
  compareLicense,
  compareUnserved,
  releasedAndGone,
  type Sides,
  type Terms,
} from './compare.ts';
import { surveySingly } from './compare-singly.ts';
import type { Difference } from './difference.ts';

/** A vendor account, whatever addresses lead to it, and the processing modules that buy there. */
export interface AccountPass extends VendorConnection {
  readonly modules: readonly string[];
  readonly mark: string;
}

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
 * compares them. Changes nothing. What an operation has under way is left out. Faults: those of the
 * list (list_not_whole, upstream_...) and of BILLmanager.
 */
export async function surveyList(
  ctx: Context,
  pass: AccountPass,
  itemtype: Itemtype,
  isSingly: IsSingly,
): Promise<Survey> {
  const { vendor, account } = pass;
  const rows = await ctx.journal.licenses({ account, itemtype });
  const ledger = new Map(
    rows.flatMap(row => (row.state === 'ended' ? [] : [[row.licenseId, row]])),
  );
  const live = new Map(
    [...ledger.values()].flatMap(row => (row.state === 'live' ? [[row.item ?? '', row]] : [])),
  );
  const { modules } = pass;
  const everywhere = await billedServices(ctx, itemtype, { modules, known: new Set(live.keys()) });
  // one that does not tell may be of any account: it has the licenses that are tied to it
  const services = new Map(
    [...everywhere].filter(
      ([, { processingmodule: module }]) => module === '' || modules.includes(module),
    ),
  );
  const namedBy = byNamedLicense(services);
  const known = [...live.values()].map(each => each.licenseId);
  const list = await wholeList(vendor, itemtype, { known, twice: false });
  const terms = await termsOf(ctx, pass, itemtype, services);
  const unserved = new Map(services);
  const differences: Difference[] = [];
  const foreign: LicenseRow[] = [];
  const singly: Sides[] = [];
  const alive = list.rows.filter(({ status }) => status !== 'deleted');
  for (const license of alive) {
    const row = ledger.get(license.id) ?? null;
    const item = itemOf(license, row, pass.mark, namedBy);
    const service = services.get(item) ?? null;
    const serving = service ? (live.get(service.id)?.licenseId ?? service.licenseId) : '';
    const naming = namedBy.get(license.id)?.id ?? '';
    const claimant = naming === item ? '' : naming;
    const abroad = service ? undefined : everywhere.get(item);
    const elsewhere = abroad?.status === 'deleted' ? '' : (abroad?.processingmodule ?? '');
    const sides = { license, ledger: row, item, service, serving, claimant, elsewhere };
    const compared = compareLicense(sides, terms);
    if (compared === 'foreign') foreign.push(license);
    else {
      differences.push(...compared);
      // one of a former service of that number serves nobody
      if (service && isItsService(row, service)) unserved.delete(service.id);
      unserved.delete(claimant);
      if (item !== '' && isSingly(item)) singly.push(sides);
    }
  }
  const came = new Set(alive.map(({ id }) => id));
  for (const row of ledger.values())
    if (row.state === 'released' && !came.has(row.licenseId))
      differences.push(releasedAndGone(row));
  for (const service of unserved.values()) {
    const known = live.get(service.id) ?? null;
    const row = isItsService(known, service) ? known : null;
    if (row === null && service.processingmodule === '') continue;
    const difference = compareUnserved(itemtype, service, row);
    if (difference) differences.push(difference);
  }
  const troubles: string[] = [];
  for (const sides of singly)
    try {
      differences.push(...(await surveySingly(ctx, vendor, sides)));
    } catch (error) {
      troubles.push(`license ${sides.license.id}: ${toFault(error).message}`);
    }
  const standing = await withoutTransitional(ctx, differences);
  const told = await Promise.all(standing.map(each => whoSuspended(ctx, each)));
  return { licenses: alive.length, differences: told, foreign, troubles };
}

const isItsService = (row: LedgerLicense | null, service: Billed): boolean =>
  row === null || isSameService(row.fingerprint, fingerprintOf(service));

/** The ledger's word goes before our remoteid's, and that before the service's own. */
function itemOf(
  license: LicenseRow,
  ledger: LedgerLicense | null,
  mark: string,
  namedBy: ReadonlyMap<string, Billed>,
): string {
  if (ledger) return ledger.item ?? '';
  const owner = ownerOf(license.remoteid, mark);
  const isOurs = owner.kind === 'service' || owner.kind === 'purchase';
  return isOurs && owner.isMarked ? owner.item : (namedBy.get(license.id)?.id ?? '');
}

async function termsOf(
  ctx: Context,
  { vendor, account, mark }: AccountPass,
  itemtype: Itemtype,
  services: ReadonlyMap<string, Billed>,
): Promise<Terms> {
  const pricelists = new Map<string, string>();
  for (const { pricelist } of services.values())
    if (pricelist !== '' && !pricelists.has(pricelist))
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
