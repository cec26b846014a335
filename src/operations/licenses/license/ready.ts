import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from './license-target.ts';
import { readLicense } from './read-license.ts';

const POLL_MS = 1000;

/** A license is ready when the vendor has activated it and, for types with a key, made its key. */
export function isReady(target: LicenseTarget, license: License): boolean {
  const active =
    license.status === null || license.status === 'active' || license.status === 'suspended';
  return active && (!target.type.key || license.lickey !== '');
}

/**
 * Reads the license until it is ready, or the conf's key_wait is over; the last reading tells
 * which. `first`: as it has just been read.
 */
export async function waitUntilReady(
  ctx: Context,
  target: LicenseTarget,
  id: string,
  first: License | null,
): Promise<License> {
  const deadline = ctx.clock.now().getTime() + ctx.conf.upstream.keyWait * 1000;
  for (let read = first; ; read = null) {
    const license = read ?? (await readLicense(target, id));
    if (isReady(target, license) || ctx.clock.now().getTime() + POLL_MS > deadline) return license;
    await ctx.clock.sleep(POLL_MS);
  }
}
