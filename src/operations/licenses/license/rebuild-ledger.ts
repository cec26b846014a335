import { PARAM_LICENSE_ID } from '../../../billmanager/param-names.ts';
import type {
  LedgerChange,
  LedgerLicense,
  LedgerWrite,
  NewLedgerLicense,
} from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import { wholeList } from '../../../vendor/list-proof.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { licenseModules } from '../../installation/module-copy.ts';
import { drawIn, ownerOf } from '../../installation/remoteid.ts';
import { isMarkedFor } from './gate.ts';
import { knownIds } from './known-ids.ts';
import { licenseRow, serviceTerms } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';
import { movesTo } from './moved-account.ts';

/** One product type of one account: the part of the ledger that is made whole at once. */
type LedgerPart = Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype' | 'module' | 'mark'>;

/**
 * Makes sure that the ledger knows every license of this account and type that carries an id of
 * ours. Done once in the life of a state file, by one walk through the vendor's whole list; from
 * then on each order goes through the ledger, so that nothing need be looked for. Done each time
 * after a state file was put back, until it has caught up. False where the dialect has no remoteid:
 * such a ledger is never known to be whole.
 */
export async function rebuildLedger(ctx: Context, target: LedgerPart): Promise<boolean> {
  if (!target.vendor.abilities.remoteid) return false;
  const { journal } = ctx;
  const key = `ledger whole ${target.account} ${target.itemtype}`;
  const { catchingUp } = await journal.installation();
  const isKnown = (await journal.recall(key)) !== null;
  if (isKnown && catchingUp !== 'put_back') return true;
  const known = await knownIds(ctx, target);
  const { rows } = await wholeList(target.vendor, target.itemtype, { known });
  const complete = await withRemoteIds(target, rows, new Set(known));
  const all = await journal.licenses({ itemtype: target.itemtype });
  const elsewhere = all.filter(each => each.account !== target.account);
  const moves = movesTo(target.account, complete, elsewhere, (license, remoteid) =>
    isOwner(license, remoteid, target.mark),
  );
  const placed = new Set([...known, ...moves.map(each => each.licenseId)]);
  // a service keeps the license that it has, under whatever account
  const served = new Set(all.filter(each => each.state === 'live').map(each => each.item));
  const unplaced = complete.filter(row => row.status !== 'deleted' && !placed.has(row.id));
  const named = await namedRows(ctx, target, unplaced);
  const placedItems = new Set(named.map(({ put }) => put.item));
  const marked = await markedRows(ctx, target, unplaced);
  const writes = [
    ...named,
    ...marked.filter(({ put }) => !placedItems.has(put.item) || put.item === null),
  ];
  const reused = reusedSince(target, complete, all).filter(
    ({ change }) => !served.has(change.item),
  );
  for (const { change } of reused) served.add(change.item);
  const added = writes.filter(({ put }) => put.item === null || !served.has(put.item));
  const renewed = renewedSince(target, complete, all);
  await journal.write([...moves.flatMap(each => each.writes), ...reused, ...renewed, ...added]);
  await journal.remember(key, rows.length);
  ctx.log.info(
    `ledger rebuilt for type ${target.itemtype}: ${rows.length} licenses found at the vendor, ${added.length} added, ${moves.length} moved from another account`,
  );
  return true;
}

interface Reuse {
  readonly update: number;
  readonly change: LedgerChange & { readonly item: string };
}

/**
 * Licenses that a journal which was put back knows as released, and that carry our mark of a
 * service by now: they were reused since.
 */
function reusedSince(
  { account, mark }: LedgerPart,
  rows: readonly LicenseRow[],
  ledger: readonly LedgerLicense[],
): readonly Reuse[] {
  const released = ledger.filter(each => each.state === 'released' && each.account === account);
  const byId = new Map(released.map(each => [each.licenseId, each.id]));
  const items = new Set<string>();
  return rows.flatMap(({ id, remoteid, status }) => {
    const row = byId.get(id);
    const owner = ownerOf(remoteid, mark);
    const isReused = owner.kind === 'service' && owner.isMarked && status !== 'deleted';
    if (row === undefined || !isReused || items.has(owner.item)) return [];
    const { item } = owner;
    items.add(item);
    return [{ update: row, change: { state: 'live', item, source: 'list', remoteid } as const }];
  });
}

/**
 * Ends of our own licenses, by a remoteid that names their service, beyond what a journal which was
 * put back knows of: what it has forgotten to have bought cannot be told from what others did.
 */
function renewedSince(
  { account, mark }: LedgerPart,
  rows: readonly LicenseRow[],
  ledger: readonly LedgerLicense[],
): readonly LedgerWrite[] {
  const ends = new Map(rows.map(row => [row.id, row]));
  return ledger.flatMap(license => {
    const row = ends.get(license.licenseId);
    const isServing = license.state === 'live' && license.account === account;
    if (!row || !isServing || license.boughtUntil === null) return [];
    const boughtUntil = dateOrNull(row.expiredate);
    const isLater = boughtUntil !== null && boughtUntil > license.boughtUntil;
    const { item } = license;
    return isLater && item !== null && isMarkedFor({ mark, item }, row.remoteid)
      ? [{ update: license.id, change: { boughtUntil } }]
      : [];
  });
}

/** Does this remoteid name the service that the license serves, or the one that has released it? */
function isOwner(license: LedgerLicense, remoteid: string, mark: string): boolean {
  if (remoteid === license.remoteid && remoteid !== '') return true;
  const [here, there] = [drawIn(license.remoteid), drawIn(remoteid)];
  // another order: the two accounts only number their licenses alike
  if (here !== '' && there !== '' && here !== there) return false;
  const owner = ownerOf(remoteid, mark);
  return license.state === 'released'
    ? owner.kind === 'released'
    : owner.kind === 'service' && owner.item === license.item;
}

/** A panel whose list leaves remoteid out is asked for each unknown license singly. */
async function withRemoteIds(
  target: LedgerPart,
  rows: readonly LicenseRow[],
  known: ReadonlySet<string>,
): Promise<readonly LicenseRow[]> {
  const complete: LicenseRow[] = [];
  for (const row of rows) {
    const unknown = row.remoteidUnknown === true && row.status !== 'deleted' && !known.has(row.id);
    const license = unknown ? await target.vendor.read(target.itemtype, row.id) : row;
    if (license) complete.push(license);
  }
  return complete;
}

/** What carries our mark: the license of each service, and each that is released. */
async function markedRows(
  ctx: Context,
  target: LedgerPart,
  rows: readonly LicenseRow[],
): Promise<{ readonly put: NewLedgerLicense }[]> {
  const byItem = new Map<string, LicenseRow[]>();
  const found: { readonly put: NewLedgerLicense }[] = [];
  const put = (row: LicenseRow, item: string | null, facts: Partial<NewLedgerLicense>): void => {
    const known = { source: 'list', boughtUntil: dateOrNull(row.expiredate), ...facts } as const;
    found.push({ put: licenseRow({ ...target, item }, row, known) });
  };
  for (const row of rows) {
    const owner = ownerOf(row.remoteid, target.mark);
    if (owner.kind === 'released' && owner.isMarked)
      put(row, null, { state: 'released', releasedAt: ctx.clock.now() });
    if (owner.kind === 'service' && owner.isMarked)
      byItem.set(owner.item, [...(byItem.get(owner.item) ?? []), row]);
  }
  // what the vendor has is known, not what BILLmanager was told of it
  for (const [item, several] of byItem)
    put(await servingRow(ctx, target, item, several), item, { status: UNKNOWN_STATUS });
  return found;
}

/**
 * An order may have been carried out twice: of several licenses with its number a service has the
 * one that it names, else the latest.
 */
async function servingRow(
  { billmanager }: Context,
  { itemtype }: LedgerPart,
  item: string,
  rows: readonly LicenseRow[],
): Promise<LicenseRow> {
  const latest = rows.reduce((one, other) => (Number(other.id) > Number(one.id) ? other : one));
  if (rows.length === 1) return latest;
  const named = (await billmanager.service(item, itemtype))?.params.get(PARAM_LICENSE_ID);
  return rows.find(({ id }) => id === named) ?? latest;
}

/**
 * A bare number may be anybody's: it is ours if the service that it names names this license, too.
 * Services are read as one list: there may be as many strangers' numbers as licenses.
 */
async function namedRows(
  ctx: Context,
  { itemtype, ...target }: LedgerPart,
  rows: readonly LicenseRow[],
): Promise<{ readonly put: NewLedgerLicense }[]> {
  const byItem = Map.groupBy(
    rows.flatMap(row => {
      const owner = ownerOf(row.remoteid, target.mark);
      return owner.kind === 'service' && !owner.isMarked ? [{ item: owner.item, row }] : [];
    }),
    ({ item }) => item,
  );
  const named: { readonly put: NewLedgerLicense }[] = [];
  if (byItem.size === 0) return named;
  const modules = new Set((await licenseModules(ctx)).map(({ id }) => id));
  for await (const listed of ctx.billmanager.services(itemtype)) {
    const licenses = byItem.get(listed.id) ?? [];
    if (licenses.length === 0 || !modules.has(listed.processingmodule)) continue;
    const service = await ctx.billmanager.service(listed.id, itemtype);
    const license = service?.params.get(PARAM_LICENSE_ID);
    const row = licenses.find(each => each.row.id === license)?.row;
    if (!service || !row) continue;
    const boughtUntil = dateOrNull(row.expiredate);
    const facts = { source: 'service', status: UNKNOWN_STATUS, boughtUntil } as const;
    const module = listed.processingmodule;
    const place = { ...target, itemtype, item: listed.id, module };
    named.push({ put: licenseRow(place, row, { ...serviceTerms(service), ...facts }) });
  }
  return named;
}
