import { Fault } from '../../../base/fault.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/param-names.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { isSameService } from '../../../journal/service-fingerprint.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { fingerprintOf } from '../../engine/which-service.ts';
import { agreementOf, marksOfRow } from './agreement.ts';
import { isMarkedFor, isNamed, isOfFormer, isRebuilt, namesAnother, requireOwn } from './gate.ts';
import { saveLicenseParams } from './license-params.ts';
import { licenseRow, serviceTerms } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';
import { readLicense } from './read-license.ts';
import { rebuildLedger } from './rebuild-ledger.ts';

/**
 * The license that serves a service: from the ledger, else from the service's own `license_id`,
 * else by remoteid, for which the ledger is made whole once. What is found beside the ledger passes
 * the gate and is put into it, so a deleted state file grows again by use. null: there is none.
 * Faults: license_foreign, list_not_whole.
 */
export async function findLicense(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const known = await licenseInLedger(ctx, target);
  if (known) return known;
  const named = await takeInNamed(ctx, target);
  if (named) return named;
  const listed = (await rebuildLedger(ctx, target)) ? await licenseInLedger(ctx, target) : null;
  return listed && takeIn(ctx, target, await readLicense(target, listed.licenseId));
}

/** findLicense, or Fault license_unknown. */
export async function requireLicense(ctx: Context, target: LicenseTarget): Promise<LedgerLicense> {
  const license = await findLicense(ctx, target);
  if (!license) throw new Fault('license_unknown', { object: target.item });
  return license;
}

/**
 * The ledger's license of a service. One of another service that had this number before is an
 * orphan. A row that only a remoteid tied to it is let go of where the service names another
 * license that is there, and where the vendor no longer says so: a person has settled whose it is.
 */
export async function licenseInLedger(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const { journal } = ctx;
  const { item, service } = target;
  const known = await journal.licenseOf(item);
  if (!known) return null;
  if (!isSameService(known.fingerprint, fingerprintOf(service))) {
    ctx.log.warning(`license ${known.licenseId} was a former service's, whose number was ${item}`);
    await journal.write([{ update: known.id, change: { state: 'orphan' } }]);
    return null;
  }
  if (!isRebuilt(known) || isNamed(target, known.licenseId)) return known;
  // a name that leads to no license is an id from before the vendor gave it another one
  const isOther = (await readNamed(target)) !== null;
  if (!isOther && (await isStillMarked(target, known))) return known;
  ctx.log.warning(
    `license ${known.licenseId} was taken for that of service ${item} by its remoteid, and is not`,
  );
  await journal.write([{ update: known.id, change: { state: 'ended' } }]);
  return null;
}

async function isStillMarked(
  target: LicenseTarget,
  { licenseId, remoteid }: LedgerLicense,
): Promise<boolean> {
  const license = await target.vendor.read(target.itemtype, licenseId);
  if (license === null || license.status === 'deleted') return false;
  return (
    !isOfFormer(target, license) &&
    isMarkedFor(target, license.remoteidUnknown === true ? remoteid : license.remoteid)
  );
}

/**
 * The license that the service's own `license_id` names, taken into the ledger; null if there is
 * none. Fault license_foreign.
 */
export async function takeInNamed(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const license = await readNamed(target);
  return license && takeIn(ctx, target, license);
}

/**
 * The same before an order: null also if somebody else has the license now. A license that the
 * service had under its earlier number counts as its own.
 */
export async function takeNamed(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const license = await readNamed(target);
  if (license === null) return null;
  if (!namesAnother(target, license, null)) return takeIn(ctx, target, license);
  const row = await rowOfAnother(ctx, target, license);
  return row && handedOver(ctx, target, license, row);
}

async function readNamed({ service, vendor, itemtype }: LicenseTarget): Promise<License | null> {
  const id = service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '') return null;
  const license = await vendor.read(itemtype, id);
  return license === null || license.status === 'deleted' ? null : license;
}

async function takeIn(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<LedgerLicense | null> {
  const { journal } = ctx;
  const row = await rowOfAnother(ctx, target, license);
  const moved = row && (await handedOver(ctx, target, license, row));
  if (moved) return moved;
  await requireOwn(ctx, target, license, null);
  if (row?.state === 'live') {
    const value = `license ${license.id} serves ${row.item}, and ${target.item} names it, too`;
    throw new Fault('license_foreign', { object: target.item, value });
  }
  ctx.log.info(
    `service ${target.item}: license ${license.id} was unknown to the state and is taken into it`,
  );
  const facts = {
    ...serviceTerms(target.service),
    source: isNamed(target, license.id) ? 'service' : 'list',
    status: UNKNOWN_STATUS,
    boughtUntil: dateOrNull(license.expiredate),
  } as const;
  await journal.write([{ put: licenseRow(target, license, facts) }]);
  await saveLicenseParams(ctx, target, license);
  return journal.licenseOf(target.item);
}

/** The ledger's row of a license, if it has one as another service's. */
async function rowOfAnother(
  { journal }: Context,
  { account, itemtype, item }: LicenseTarget,
  license: License,
): Promise<LedgerLicense | null> {
  const rows = await journal.licenses({ account, itemtype, licenseIds: [license.id] });
  const row = rows.find(({ state }) => state === 'live' || state === 'orphan');
  return !row || (row.state === 'live' && row.item === item) ? null : row;
}

/**
 * A service that changed hands is a copy under a new number; the old one is gone. Its license is
 * the one that the ledger has for the old number, if it agrees with what was seen of it last, and
 * carries the old number or, in a journal that was put back, the new one already. null: the license
 * is no such one.
 */
async function handedOver(
  ctx: Context,
  target: LicenseTarget,
  license: License,
  row: LedgerLicense,
): Promise<LedgerLicense | null> {
  const { itemtype, item, service } = target;
  const former = await ctx.billmanager.service(row.item ?? '', itemtype);
  const isLeft = row.state === 'orphan' || former === null || former.status === 'deleted';
  const agrees = agreementOf(target.type, license, marksOfRow(row)) !== 'differs';
  const isItself =
    row.item === item ||
    !namesAnother({ ...target, item: row.item ?? '' }, license, row) ||
    (isMarkedFor(target, license.remoteid) && !isOfFormer(target, license));
  if (!isLeft || !agrees || !isItself) return null;
  ctx.log.info(`service ${item} has the license ${license.id} that service ${row.item} had`);
  const change = { state: 'live', item, ...serviceTerms(service) } as const;
  await ctx.journal.write([{ update: row.id, change }]);
  return ctx.journal.licenseOf(item);
}
