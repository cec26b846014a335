import { addDays, type IsoDate } from '../../../base/dates.ts';
import { Fault, toFault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import { type Context, today } from '../../engine/context.ts';
import type { LicenseTarget } from './license-target.ts';
import { readLicense } from './read-license.ts';

/**
 * The address of a license may be changed once in about 31 days (docs/reference/vendor-api.md,
 * "Address and key are locked for a month").
 */
export const ADDRESS_LOCK_DAYS = 31;

/**
 * Runs a change of a license's address. The vendor decides whether it may be changed; where its
 * refusal can be explained by the lock, it becomes Fault address_locked. The license is read for
 * that as it is then: a person may have changed the address just before.
 */
export async function withLockNamed<T>(
  ctx: Context,
  target: LicenseTarget,
  wish: { readonly id: string; readonly ip: string },
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const fault = toFault(error);
    if (fault.kind !== 'final' || fault.type === 'address_refused' || fault.type === 'license_gone')
      throw error;
    const free = addressFreeFrom(await readLicense(target, wish.id), today(ctx, target.vendor));
    if (free === null || free <= today(ctx, target.vendor)) throw error;
    throw new Fault('address_locked', {
      object: wish.ip,
      value: free,
      detail: fault.message,
      cause: error,
    });
  }
}

/**
 * The day from which the address may be changed. The vendor's date is that of the last change; a
 * panel that writes the first allowed day instead writes one that is still to come.
 */
function addressFreeFrom({ ipChangeDate }: License, now: IsoDate): IsoDate | null {
  if (ipChangeDate === null) return null;
  return ipChangeDate > now ? ipChangeDate : addDays(ipChangeDate, ADDRESS_LOCK_DAYS);
}
