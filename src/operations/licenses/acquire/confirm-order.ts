import { sameAddress } from '../../../base/address.ts';
import { Fault, toFault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { isAltered, keepsRemoteId, noteNotKept } from '../license/remoteid-kept.ts';
import type { Acquisition } from './wanted.ts';

/** What was ordered. */
interface Ordered {
  readonly remoteid: string;
  readonly ip: string;
  readonly licname: string;
  readonly parentItem: string;
}

/**
 * The license that the answer of an order names, as its own form tells it. An answer may be
 * somebody else's document (a proxy, a mixed-up session): an id under which there is no license of
 * this service leaves the outcome of the order unknown, and so does an id that cannot be read now.
 * It is looked for then, and never ordered again. The form's remoteid is compared with the ordered
 * one: a remoteid that is not kept is reported.
 */
export async function confirmOrder(
  ctx: Context,
  target: Acquisition,
  id: string,
  ordered: Ordered,
): Promise<License> {
  const license = await readOrdered(target, id);
  if (license !== null && (await isOurs(ctx, target, license, ordered))) return license;
  throw new Fault('upstream_answer_bad', {
    object: `${target.itemtype} order`,
    value: `id ${id}`,
  });
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

async function isOurs(
  ctx: Context,
  target: Acquisition,
  license: License,
  ordered: Ordered,
): Promise<boolean> {
  const { vendor, type } = target;
  if (vendor.abilities.remoteid && license.remoteidUnknown !== true) {
    if (license.remoteid === ordered.remoteid) return true;
    if (!(await isAltered(ctx, target, license, ordered))) return false;
    if (await keepsRemoteId(ctx, target))
      await noteNotKept(ctx, target, license.remoteid, ordered.remoteid);
    return true;
  }
  return !type.address || license.ip === '' || sameAddress(license.ip, ordered.ip);
}
