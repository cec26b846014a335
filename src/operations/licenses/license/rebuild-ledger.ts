import type { LedgerLicense, NewLedgerLicense } from '../../../journal/journal.ts';
import { wholeList } from '../../../vendor/list-proof.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { knownIds } from './known-ids.ts';
import { licenseRow } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';
import { movesTo } from './moved-account.ts';
import { isReleased } from './remoteid.ts';

/** One product type of one account: the part of the ledger that is made whole at once. */
type LedgerPart = Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype' | 'module'>;

/**
 * Makes sure that the ledger knows every license of this account and type that carries an id of
 * ours. Done once in the life of a state file, by one walk through the vendor's whole list; from
 * then on each order goes through the ledger, so that nothing need be looked for. False where the
 * dialect has no remoteid: such a ledger is never known to be whole.
 */
export async function rebuildLedger(ctx: Context, target: LedgerPart): Promise<boolean> {
  if (!target.vendor.abilities.remoteid) return false;
  const { journal } = ctx;
  const key = `ledger whole ${target.account} ${target.itemtype}`;
  if ((await journal.recall(key)) !== null) return true;
  const known = await knownIds(ctx, target);
  const { rows } = await wholeList(target.vendor, target.itemtype, { known });
  const complete = await withRemoteIds(target, rows, new Set(known));
  const all = await journal.licenses({ itemtype: target.itemtype });
  const elsewhere = all.filter(each => each.account !== target.account);
  const moves = movesTo(target.account, complete, elsewhere, isOwner);
  const placed = new Set([...known, ...moves.map(each => each.licenseId)]);
  // a service keeps the license that it has, under whatever account
  const served = new Set(all.filter(each => each.state === 'live').map(each => each.item));
  const writes = rebuiltRows(target, complete, placed, ctx.clock.now());
  const added = writes.filter(({ put }) => put.item === null || !served.has(put.item));
  await journal.write([...moves.flatMap(each => each.writes), ...added]);
  await journal.remember(key, rows.length);
  ctx.log.info(
    `ledger rebuilt for type ${target.itemtype}: ${rows.length} licenses found at the vendor, ${added.length} added, ${moves.length} moved from another account`,
  );
  return true;
}

/** Does this remoteid name the service that the license serves, or the one that has released it? */
const isOwner = (license: LedgerLicense, remoteid: string): boolean =>
  license.state === 'released' ? isReleased(remoteid) : remoteid === license.item;

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

function rebuiltRows(
  target: LedgerPart,
  rows: readonly LicenseRow[],
  known: ReadonlySet<string>,
  now: Date,
): { readonly put: NewLedgerLicense }[] {
  const byItem = new Map<string, LicenseRow>();
  for (const row of rows) {
    const item = row.remoteid;
    const isOurs = /^\d+$/.test(item) || isReleased(item);
    if (!isOurs || row.status === 'deleted' || known.has(row.id)) continue;
    const other = byItem.get(item);
    if (!other || Number(row.id) > Number(other.id)) byItem.set(item, row);
  }
  return [...byItem.values()].map(row => {
    const released = isReleased(row.remoteid);
    const owner = { ...target, item: released ? null : row.remoteid };
    // what the vendor has is known, not what BILLmanager was told of it
    const known = released
      ? ({ state: 'released', releasedAt: now } as const)
      : { status: UNKNOWN_STATUS };
    return { put: licenseRow(owner, row, known) };
  });
}
