import type { BootTime } from '../../../base/clock.ts';
import type { LicensePermit, LicenseRow, Permit } from '../../../vendor/vendor.ts';
import type { ServiceLock } from '../../engine/service-lock.ts';
import type { Proof } from './gate.ts';

/**
 * Leave for one act on a license of ours: as it was proved to be, while the service's lock is held,
 * and not for long. Faults of it: lock_lost, proof_stale (both passing, nothing was sent).
 */
export function permitOn(
  lock: ServiceLock,
  { itemtype }: Pick<LicenseRow, 'itemtype'>,
  { license: { id }, readAt }: Proof,
): LicensePermit {
  const permit = { itemtype, id, check: () => lock.requireHeld(readAt) };
  return permit as LicensePermit;
}

/**
 * Leave for an order of the service whose lock this is. `lookedAt`: when it was last made sure that
 * it is to be sent.
 */
export function permitOrder(lock: ServiceLock, lookedAt: BootTime): Permit {
  const permit = { check: () => lock.requireHeld(lookedAt) };
  return permit as Permit;
}
