import { sameAddress } from '../../../base/address.ts';
import { Fault, toFault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { LicenseTarget } from '../license/license-target.ts';

/**
 * The license that the answer of an order names, as its own form tells it. An answer may be
 * somebody else's document (a proxy, a mixed-up session): an id under which there is no license of
 * this service leaves the outcome of the order unknown, and so does an id that cannot be read now.
 * The order is then looked for.
 */
export async function confirmOrder(
  target: LicenseTarget,
  id: string,
  wanted: { readonly ip: string },
): Promise<License> {
  const license = await readOrdered(target, id);
  if (license === null || !isOurs(target, license, wanted)) {
    throw new Fault('upstream_answer_bad', {
      object: `${target.itemtype} order`,
      value: `id ${id}`,
    });
  }
  return license;
}

async function readOrdered(
  { vendor, itemtype }: LicenseTarget,
  id: string,
): Promise<License | null> {
  try {
    return await vendor.read(itemtype, id);
  } catch (error) {
    const fault = toFault(error);
    throw new Fault('upstream_answer_lost', {
      object: `${itemtype} order`,
      detail: `license ${id} was ordered and cannot be read: ${fault.message} ${fault.detail}`,
      cause: error,
    });
  }
}

function isOurs(target: LicenseTarget, license: License, wanted: { readonly ip: string }): boolean {
  // an empty remoteid is silence: some vendors keep none
  const statesOwner = target.vendor.abilities.remoteid && license.remoteid !== '';
  if (statesOwner) return license.remoteid === target.item;
  return !target.type.address || license.ip === '' || sameAddress(license.ip, wanted.ip);
}
