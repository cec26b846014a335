import { Fault } from '../../base/fault.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { withService } from '../engine/service-lock.ts';
import { fingerprintOf } from '../engine/which-service.ts';
import { ownerOf } from '../installation/remoteid.ts';
import { passByWord } from './license/gate.ts';
import type { LicenseTarget } from './license/license-target.ts';
import { permitOn } from './license/permit.ts';

/** A license of ours that serves nobody, as a person has seen it. */
export interface Unserved extends Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype' | 'mark'> {
  readonly licenseId: string;
  /** The service that it was for. */
  readonly item: string;
}

/**
 * Deletes at the vendor, by a person's word, a license of ours whose service is gone, or that is
 * its service's second one. Everything is looked at again before. Harmless where it is gone
 * already. Faults: license_foreign (it is not ours, or serves a service), not_sold_here (the
 * dialect deletes nothing), those of `delete`.
 */
export async function deleteUnserved(ctx: Context, unserved: Unserved): Promise<void> {
  const { vendor, account, itemtype, licenseId, item } = unserved;
  const { journal, log } = ctx;
  if (!vendor.abilities.delete)
    throw new Fault('not_sold_here', { object: 'delete', value: `license ${licenseId}` });
  await withService(ctx, item, async lock => {
    const [row] = await journal.licenses({ account, itemtype, licenseIds: [licenseId] });
    const license = await vendor.read(itemtype, licenseId);
    if (license !== null && license.status !== 'deleted') {
      await requireUnserved(ctx, unserved, license, row);
      await vendor.delete(permitOn(lock, license, passByWord(ctx, license)));
      log.warning(`license ${licenseId}, which was for service ${item}, was deleted by a person`);
    }
    const ended = { state: 'ended', status: 'deleted' } as const;
    if (row) await journal.write([{ update: row.id, change: ended }]);
  });
}

/**
 * Ours by its remoteid, or ordered here, while its service is gone, or another one has its number
 * and no use for it, or has another license. Fault license_foreign.
 */
export async function requireUnserved(
  ctx: Context,
  { itemtype, mark, item }: Unserved,
  license: License,
  row: LedgerLicense | undefined,
): Promise<void> {
  const owner = ownerOf(license.remoteid, mark);
  const isMarked = owner.kind === 'service' && owner.isMarked && owner.item === item;
  // an account that keeps no remoteid: what this journal ordered
  const isOrdered = owner.kind === 'nobody' && row?.source === 'order' && row.item === item;
  const service = await ctx.billmanager.service(item, itemtype);
  const serving = await ctx.journal.licenseOf(item);
  const isGone = service === null || service.status === 'deleted' || isFormers(row, service);
  const isSecond = serving !== null && serving.licenseId !== license.id;
  const claimant = await claimantOf(ctx, itemtype, license, item);
  if ((isMarked || isOrdered) && (isGone || isSecond) && claimant === '') return;
  const value = `license ${license.id}: remoteid ${license.remoteid || '-'}; service ${item}: ${service?.status ?? '-'}, license ${serving?.licenseId ?? '-'}; service ${claimant || '-'} names it, too`;
  throw new Fault('license_foreign', { object: item, value });
}

/** Was it another service's that had this number, and has this one no use for it? */
const isFormers = (row: LedgerLicense | undefined, service: Service): boolean =>
  row !== undefined &&
  !isSameService(row.fingerprint, fingerprintOf(service)) &&
  service.params.get(PARAM_LICENSE_ID) !== row.licenseId;

/**
 * Another service that names it: one that was given to another client is a copy under a new
 * number. Where a list of services shows no parameters, those with its address or name are read.
 */
async function claimantOf(
  { billmanager }: Context,
  itemtype: string,
  { id, ip, licname }: License,
  item: string,
): Promise<string> {
  for await (const row of billmanager.services(itemtype)) {
    if (row.id === item || row.status === 'deleted') continue;
    const isAlike = row.params.get('ip') === ip || row.params.get('licname') === licname;
    const isRead = !row.isWhole && isAlike;
    const { params } = (isRead ? await billmanager.service(row.id, itemtype) : row) ?? row;
    if (params.get(PARAM_LICENSE_ID) === id) return row.id;
  }
  return '';
}
