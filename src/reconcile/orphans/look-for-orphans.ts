import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService, type ServiceFingerprint } from '../../journal/service-fingerprint.ts';
import type { Context, VendorConnection } from '../../operations/engine/context.ts';
import { unfinished } from '../../operations/engine/unfinished.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { ownerOf } from '../../operations/installation/remoteid.ts';
import type { Itemtype } from '../../vendor/vendor.ts';
import { wholeOf } from '../plan/billed.ts';
import type { ReconcileRun } from '../reconcile-run.ts';

/** More at once than this part of all: BILLmanager's database was put back, or is another one. */
const LARGEST_PART = 10;
/** So few may be that many of all, and so many are made sure of. */
const FEW = 10;
/** Rows of the ledger that are in memory at a time. */
const ROWS = 500;

/** What the licenses of one list are, as BILLmanager's services have it. */
export interface Found {
  /** Their service is gone, and nobody names them. */
  readonly gone: readonly LedgerLicense[];
  /** Nothing can be said of them now: an operation is under way. */
  readonly busy: readonly LedgerLicense[];
  /** Another service names them. */
  readonly handed: readonly { readonly ledger: LedgerLicense; readonly item: string }[];
  /** They serve, and carry the number that their service had before. */
  readonly renamed: readonly LedgerLicense[];
  /** So many have no service that nothing is said of each; 0: they are not many. */
  readonly many: number;
}

const NONE: Found = { gone: [], busy: [], handed: [], renamed: [], many: 0 };

/**
 * Holds the ledger's licenses of one list against all services of its type. Changes nothing. A list
 * of services may be narrowed by somebody's filter, so one that is not in it is asked for singly.
 */
export async function lookForOrphans(
  { ctx, modules, mark }: ReconcileRun,
  { account }: VendorConnection,
  itemtype: Itemtype,
): Promise<Found> {
  const { journal } = ctx;
  const list = { account, itemtype };
  const live = await journal.liveLicenseIds(list);
  const unserved = [...(await journal.licenses({ ...list, state: 'orphan' }))];
  if (live.length + unserved.length === 0) return NONE;
  const present = await presentServices(ctx, itemtype);
  const renamed: LedgerLicense[] = [];
  for (let from = 0; from < live.length; from += ROWS) {
    const licenseIds = live.slice(from, from + ROWS);
    for (const row of await journal.licenses({ ...list, licenseIds, state: 'live' }))
      if (!isServed(row, present.get(row.item ?? ''))) unserved.push(row);
      else if (carriesAnother(row, mark)) renamed.push(row);
  }
  const limit = Math.max(FEW, live.length / LARGEST_PART);
  if (unserved.length > limit) {
    const asked = await Promise.all(unserved.slice(0, FEW).map(row => isGone(ctx, row)));
    return { ...NONE, renamed, many: asked.every(Boolean) ? unserved.length : 0 };
  }
  const sure = unserved.length === 0 ? [] : await filtered(unserved, row => isGone(ctx, row));
  return { ...(await claimed(ctx, { modules, itemtype }, sure)), renamed, many: 0 };
}

/** By number, which service each is: of a hundred thousand nothing more is kept. */
async function presentServices(
  { billmanager }: Context,
  itemtype: Itemtype,
): Promise<ReadonlyMap<string, ServiceFingerprint>> {
  const present = new Map<string, ServiceFingerprint>();
  for await (const row of billmanager.services(itemtype))
    if (row.status !== 'deleted') present.set(row.id, fingerprintOf(row));
  return present;
}

const isServed = (row: LedgerLicense, service: ServiceFingerprint | undefined): boolean =>
  row.state === 'live' && service !== undefined && isSameService(row.fingerprint, service);

function carriesAnother({ remoteid, item }: LedgerLicense, mark: string): boolean {
  const owner = ownerOf(remoteid, mark);
  return owner.kind === 'service' && owner.isMarked && owner.item !== item;
}

async function isGone({ billmanager }: Context, row: LedgerLicense): Promise<boolean> {
  const service = await billmanager.service(row.item ?? '', row.itemtype);
  const isThere = service !== null && service.status !== 'deleted';
  return !isThere || !isServed(row, fingerprintOf(service));
}

async function filtered<T>(all: readonly T[], is: (each: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const each of all) if (await is(each)) kept.push(each);
  return kept;
}

/** Whose they are now, if anybody's: a copy of a service names the license that the other had. */
async function claimed(
  ctx: Context,
  of: { readonly modules: readonly string[]; readonly itemtype: Itemtype },
  unserved: readonly LedgerLicense[],
): Promise<Pick<Found, 'gone' | 'busy' | 'handed'>> {
  const found = {
    gone: [] as LedgerLicense[],
    busy: [] as LedgerLicense[],
    handed: [] as { ledger: LedgerLicense; item: string }[],
  };
  if (unserved.length === 0) return found;
  const wanted = new Set(unserved.map(({ licenseId }) => licenseId));
  const claimants = new Map<string, string>();
  for await (const row of ctx.billmanager.services(of.itemtype)) {
    const { params } = (await wholeOf(ctx, row, of.modules)) ?? row;
    const named = params.get(PARAM_LICENSE_ID) ?? '';
    if (row.status !== 'deleted' && wanted.has(named)) claimants.set(named, row.id);
  }
  for (const ledger of unserved) {
    const item = claimants.get(ledger.licenseId);
    if (await isBusy(ctx, [ledger.item ?? '', item ?? ''])) found.busy.push(ledger);
    else if (item === undefined) found.gone.push(ledger);
    else found.handed.push({ ledger, item });
  }
  return found;
}

/** An operation that is under way settles it, or tells why not. */
async function isBusy(ctx: Context, items: readonly string[]): Promise<boolean> {
  for (const item of items) {
    if (item === '') continue;
    const begun = await unfinished(ctx, item);
    if (begun.some(({ command }) => command !== 'close_orphan')) return true;
    if ((await ctx.billmanager.runningCommands(item)).length > 0) return true;
  }
  return false;
}
