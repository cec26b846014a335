import type { ServiceLock } from '../../src/operations/engine/service-lock.ts';
import { permitOrder } from '../../src/operations/licenses/license/permit.ts';
import type { Itemtype, LicensePermit } from '../../src/vendor/vendor.ts';

/** A lock that nobody takes away, and nothing read under it grows old. */
export const HELD: ServiceLock = { requireHeld: () => {} };

/** Leave that does not lapse. */
export const PERMIT = permitOrder(HELD, { boot: '', uptimeMs: 0 });

/** The same for a license. */
export const permitFor = (itemtype: Itemtype, id: string): LicensePermit => ({
  ...PERMIT,
  itemtype,
  id,
});
