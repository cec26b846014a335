import { Fault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { LicenseTarget } from './license-target.ts';

/**
 * The license as the vendor has it now, whoever's it is, or Fault license_gone. Acts take one that
 * has passed the gate (gate.ts).
 */
export async function readLicense(target: LicenseTarget, id: string): Promise<License> {
  const license = await target.vendor.read(target.itemtype, id);
  if (!license || license.status === 'deleted')
    throw new Fault('license_gone', { object: target.item, value: id });
  return license;
}

/**
 * Fault license_preparing (passing) while the vendor is still at work on the license and takes no
 * acts on it.
 */
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
