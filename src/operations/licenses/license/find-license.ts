import { Fault } from '../../../base/fault.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/billmanager.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import type { License } from '../../../vendor/vendor.ts';
import { findByRemoteId } from '../../../vendor/whole-list.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { saveLicenseParams } from './license-params.ts';
import { licenseRow, serviceTerms } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';

/**
 * The license that serves a service: from the ledger, else from the service's own `license_id`,
 * else by remoteid from the vendor's whole list. What is found beside the ledger is put into it, so
 * a deleted state file grows again by use. null: there is none. Faults: license_ambiguous,
 * list_not_whole.
 */
export async function findLicense(
  ctx: Context,
  target: LicenseTarget,
): Promise<LedgerLicense | null> {
  const { journal } = ctx;
  const known = await journal.licenseOf(target.item);
  if (known) return known;
  const license = (await licenseNamedByService(target)) ?? (await licenseByRemoteId(ctx, target));
  if (!license) return null;
  ctx.log.info(
    `service ${target.item}: license ${license.id} was unknown to the state and is taken into it`,
  );
  const facts = { ...serviceTerms(target.service), status: UNKNOWN_STATUS };
  await journal.write([{ put: licenseRow(target, license, facts) }]);
  await saveLicenseParams(ctx, target, license);
  return journal.licenseOf(target.item);
}

/** findLicense, or Fault license_unknown. */
export async function requireLicense(ctx: Context, target: LicenseTarget): Promise<LedgerLicense> {
  const license = await findLicense(ctx, target);
  if (!license) throw new Fault('license_unknown', { object: target.item });
  return license;
}

/** The license as the vendor has it now, or Fault license_gone. */
export async function readLicense(target: LicenseTarget, id: string): Promise<License> {
  const license = await target.vendor.read(target.itemtype, id);
  if (!license || license.status === 'deleted')
    throw new Fault('license_gone', { object: target.item, value: id });
  return license;
}

/**
 * The same for an act: Fault license_preparing (passing) while the vendor is still at work on the
 * license and takes none.
 */
export async function readPrepared(target: LicenseTarget, id: string): Promise<License> {
  const license = await readLicense(target, id);
  requirePrepared(license);
  return license;
}

export function requirePrepared({ id, status }: License): void {
  if (status === 'ordered' || status === 'processing')
    throw new Fault('license_preparing', { object: id });
}

/**
 * Runs an act on a license that may have been deleted since it was read: Fault license_gone then.
 */
export async function onLicense<T>(
  target: LicenseTarget,
  id: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isAboutIt =
      error instanceof Fault &&
      error.type === 'upstream_missed' &&
      (error.value === id || error.object === 'elid');
    throw isAboutIt
      ? new Fault('license_gone', { object: target.item, value: id, cause: error })
      : error;
  }
}

export const isGone = (error: unknown): boolean =>
  error instanceof Fault && error.type === 'license_gone';

async function licenseNamedByService(target: LicenseTarget): Promise<License | null> {
  const id = target.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '') return null;
  const license = await target.vendor.read(target.itemtype, id);
  if (!license || license.status === 'deleted') return null;
  if (license.remoteid !== '' && license.remoteid !== target.item) {
    throw new Fault('license_ambiguous', {
      object: target.item,
      value: `${id} (remoteid ${license.remoteid})`,
    });
  }
  return license;
}

async function licenseByRemoteId(ctx: Context, target: LicenseTarget): Promise<License | null> {
  if (!target.vendor.abilities.remoteid) return null;
  const rows = await findByRemoteId(
    target.vendor,
    target.itemtype,
    target.item,
    await knownIds(ctx, target),
  );
  if (rows.length > 1) {
    throw new Fault('license_ambiguous', {
      object: target.item,
      value: rows.map(row => row.id).join(', '),
    });
  }
  return rows[0] ? readLicense(target, rows[0].id) : null;
}

/** Licenses of this account that must be in a whole list. */
export async function knownIds(
  ctx: Context,
  target: Pick<LicenseTarget, 'account' | 'itemtype'>,
): Promise<readonly string[]> {
  const licenses = await ctx.journal.licenses({
    account: target.account,
    itemtype: target.itemtype,
  });
  return licenses.filter(each => each.state !== 'ended').map(each => each.licenseId);
}
