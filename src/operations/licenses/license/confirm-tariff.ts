import { Fault, toFault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { LicenseTarget } from './license-target.ts';
import { readLicense } from './read-license.ts';

/**
 * A change of tariff that the vendor has answered, as the license itself tells it
 * (docs/reference/vendor-api.md, "License functions": whether it is done in one step is not known).
 * Another tariff, or one that cannot be read now, leaves the outcome unknown: upstream_answer_bad,
 * upstream_answer_lost. The next attempt looks before anything is sent again.
 */
export async function confirmTariff(
  target: LicenseTarget,
  id: string,
  pricelist: string,
): Promise<void> {
  requireTariff(await read(target, id), pricelist);
}

/** Fault upstream_answer_bad for a license that reads with another tariff than the one ordered. */
export function requireTariff({ id, pricelist: told }: License, pricelist: string): void {
  if (told === pricelist) return;
  throw new Fault('upstream_answer_bad', {
    object: 'service.changepricelist',
    value: `license ${id} has the tariff ${told || '?'}, ordered was ${pricelist}`,
  });
}

async function read(target: LicenseTarget, id: string): Promise<License> {
  try {
    return await readLicense(target, id);
  } catch (error) {
    const fault = toFault(error);
    throw new Fault('upstream_answer_lost', {
      object: 'service.changepricelist',
      detail: `license ${id} cannot be read: ${fault.message} ${fault.detail}`,
      cause: error,
    });
  }
}
