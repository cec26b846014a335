import type { LedgerChange, LedgerLicense, LedgerWrite } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import { wholeList } from '../../../vendor/list-proof.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { drawIn, ownerOf } from '../../installation/remoteid.ts';
import { isMarkedFor } from './gate.ts';
import { knownIds } from './known-ids.ts';
import { type LedgerPart, listedLicenses } from './listed-licenses.ts';
import { movesTo } from './moved-account.ts';

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
  const listed = await listedLicenses(ctx, target, unplaced);
  const reused = reusedSince(target, complete, all).filter(
    ({ change }) => !served.has(change.item),
  );
  for (const { change } of reused) served.add(change.item);
  const added = listed.filter(({ item }) => item === null || !served.has(item));
  const puts = added.map(put => ({ put }));
  const renewed = renewedSince(target, complete, all);
  await journal.write([...moves.flatMap(each => each.writes), ...reused, ...renewed, ...puts]);
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
