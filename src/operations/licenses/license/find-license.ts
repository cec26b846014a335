import { Fault } from '../../../base/fault.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/billmanager.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import { findByRemoteId } from '../../../vendor/search-list.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { isNamed, isRebuilt, namesAnother, requireOwn } from './gate.ts';
import { knownIds } from './known-ids.ts';
import { saveLicenseParams } from './license-params.ts';
import { licenseRow, serviceTerms } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';
import { readLicense } from './read-license.ts';

/**
 * The license that serves a service: from the ledger, else from the service's own `license_id`,
 * else by remoteid from the vendor's whole list. What is found beside the ledger passes the gate
 * and is put into it, so a deleted state file grows again by use. null: there is none. Faults:
 * license_ambiguous, license_foreign, list_not_whole.
 */
export async function findLicense(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const known = await licenseInLedger(ctx, target);
  if (known) return known;
  const license = (await readNamed(target)) ?? (await licenseByRemoteId(ctx, target));
  return license && takeIn(ctx, target, license);
}

/** findLicense, or Fault license_unknown. */
export async function requireLicense(ctx: Context, target: LicenseTarget): Promise<LedgerLicense> {
  const license = await findLicense(ctx, target);
  if (!license) throw new Fault('license_unknown', { object: target.item });
  return license;
}

/**
 * The ledger's license of a service. A row that only a remoteid tied to it is let go of where the
 * service names another license, and where the vendor no longer says so: a person has settled whose
 * it is.
 */
export async function licenseInLedger(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const { journal } = ctx;
  const known = await journal.licenseOf(target.item);
  if (!known || !isRebuilt(known) || isNamed(target, known.licenseId)) return known;
  const named = target.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (named === '' && (await isMarked(target, known))) return known;
  ctx.log.warning(
    `license ${known.licenseId} had the number of service ${target.item} as remoteid and is not its license`,
  );
  await journal.write([{ update: known.id, change: { state: 'ended' } }]);
  return null;
}

async function isMarked(target: LicenseTarget, { licenseId }: LedgerLicense): Promise<boolean> {
  const license = await target.vendor.read(target.itemtype, licenseId);
  const isGone = license === null || license.status === 'deleted';
  return !isGone && (license.remoteidUnknown === true || license.remoteid === target.item);
}

/**
 * The license that the service's own `license_id` names, taken into the ledger; null if there is
 * none, or somebody else has it now.
 */
export async function takeNamed(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const license = await readNamed(target);
  return license === null || namesAnother(target, license, null)
    ? null
    : takeIn(ctx, target, license);
}

async function readNamed({ service, vendor, itemtype }: LicenseTarget): Promise<License | null> {
  const id = service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '') return null;
  const license = await vendor.read(itemtype, id);
  return license === null || license.status === 'deleted' ? null : license;
}

async function licenseByRemoteId(ctx: Context, target: LicenseTarget): Promise<License | null> {
  const { vendor, itemtype, item } = target;
  if (!vendor.abilities.remoteid) return null;
  const rows = await findByRemoteId(vendor, itemtype, item, await knownIds(ctx, target));
  if (rows.length > 1) {
    throw new Fault('license_ambiguous', {
      object: item,
      value: rows.map(row => row.id).join(', '),
    });
  }
  return rows[0] ? readLicense(target, rows[0].id) : null;
}

async function takeIn(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<LedgerLicense | null> {
  await requireOwn(ctx, target, license, null);
  ctx.log.info(
    `service ${target.item}: license ${license.id} was unknown to the state and is taken into it`,
  );
  const { journal } = ctx;
  const facts = { ...serviceTerms(target.service), status: UNKNOWN_STATUS };
  await journal.write([{ put: licenseRow(target, license, facts) }]);
  await saveLicenseParams(ctx, target, license);
  return journal.licenseOf(target.item);
}
