import type { LedgerLicense, LedgerWrite } from '../../../journal/records.ts';
import { isSameService } from '../../../journal/service-fingerprint.ts';
import { askForRemoteId, rowsWithRemoteId } from '../../../vendor/search-list.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { doubtsOfOthers } from '../../engine/in-doubt.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { fingerprintOf } from '../../engine/which-service.ts';
import { ownerOf } from '../../installation/remoteid.ts';
import { agreementOf, marksOfRow } from './agreement.ts';
import { knownIds } from './known-ids.ts';
import { saveLicenseParams } from './license-params.ts';
import type { LicenseTarget } from './license-target.ts';
import { keepsRemoteId } from './remoteid-kept.ts';
import { sharedList } from './shared-list.ts';

/*
 * The vendor may give a license another id: under the old one it is gone then, and the remoteid
 * that was written for it finds it. Without that a second one would be bought in its place.
 */

/**
 * The row of a license that is gone under its id and that the vendor has under another one: alone
 * with the remoteid that this journal wrote for it, and not differing from what was seen of it
 * last. The row keeps its place and takes the new id. null: there is no such license.
 */
export async function followRenumbered(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<LedgerLicense | null> {
  const { account, itemtype, item, type } = target;
  const owner = ownerOf(ledger.remoteid, target.mark);
  const isOurs = owner.kind === 'service' && owner.isMarked && owner.item === item;
  const isHere = ledger.account === account && ledger.itemtype === itemtype;
  if (!isOurs || !isHere || !(await keepsRemoteId(ctx, target))) return null;
  const rows = await rowsNamed(ctx, target, ledger.remoteid);
  const marks = marksOfRow(ledger);
  const [row, ...others] = rows.filter(
    each => each.id !== ledger.licenseId && agreementOf(type, each, marks) !== 'differs',
  );
  if (!row || others.length > 0) return null;
  // what was sent for it under its old id is to be seen before anything else is sent
  await doubtsOfOthers(ctx, item, () => false);
  const [known] = await ctx.journal.licenses({ account, itemtype, licenseIds: [row.id] });
  if (known && known.state !== 'ended') return null;
  // the service is told first: an attempt that dies behind that comes here again
  await saveLicenseParams(ctx, target, { id: row.id });
  const change = { licenseId: row.id, state: 'live', item, status: UNKNOWN_STATUS } as const;
  await ctx.journal.write([...swapped(ledger, known), { update: ledger.id, change }]);
  await ctx.journal.remember(laterKey(target, row.id), null);
  await ctx.journal.remember(laterKey(target, ledger.licenseId), row.id);
  ctx.log.warning(`license ${ledger.licenseId} of service ${item} has the id ${row.id} now`);
  return ctx.journal.licenseOf(item);
}

const laterKey = ({ account, itemtype }: LicenseTarget, id: string): string =>
  `renumbered license ${account} ${itemtype} ${id}`;

/** Is `id` the license that had the id `earlier` once? What was begun with that is gone on with. */
export async function isSameLicense(
  ctx: Context,
  target: LicenseTarget,
  earlier: string,
  id: string,
): Promise<boolean> {
  if (earlier === id) return true;
  const later = await ctx.journal.recall(laterKey(target, earlier));
  return typeof later?.value === 'string' && isSameLicense(ctx, target, later.value, id);
}

/** Asked for alone, and where that brings nothing, in the whole list. Fault list_not_whole. */
async function rowsNamed(
  ctx: Context,
  target: LicenseTarget,
  remoteid: string,
): Promise<readonly LicenseRow[]> {
  const rows = await askForRemoteId(target.vendor, target.itemtype, remoteid);
  if (rows.length > 0) return rows;
  const whole = await sharedList(ctx, target, null);
  return rowsWithRemoteId(target.vendor, whole, remoteid, await knownIds(ctx, target));
}

/** A row that has the new id already, of a license that was let go of, takes the old one. */
function swapped(
  { id, licenseId }: LedgerLicense,
  other: LedgerLicense | undefined,
): readonly LedgerWrite[] {
  if (other === undefined) return [];
  return [
    { update: id, change: { licenseId: '' } },
    { update: other.id, change: { licenseId } },
  ];
}

/** The license that a service had last, where that is gone at the vendor. */
export async function lastLicense(
  { journal }: Context,
  { item, service }: LicenseTarget,
): Promise<LedgerLicense | null> {
  const ended = await journal.licenses({ item, state: 'ended' });
  const [last] = ended
    .filter(
      each => each.status === 'deleted' && isSameService(each.fingerprint, fingerprintOf(service)),
    )
    .sort((a, b) => b.id - a.id);
  return last ?? null;
}

/** The same under the id that the vendor has given it since; null: it is gone indeed. */
export async function lastRenumbered(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const last = await lastLicense(ctx, target);
  return last && followRenumbered(ctx, target, last);
}
