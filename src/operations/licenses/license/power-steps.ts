import type { LedgerLicense } from '../../../journal/journal.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { licenseStep } from './license-step.ts';
import type { LicenseTarget } from './license-target.ts';

/** Suspends a license at the vendor; it happened when it reads as suspended. */
export const suspendStep = (target: LicenseTarget, ledger: LedgerLicense): Step<Facts> =>
  powerStep(target, ledger, 'suspended');

/** Resumes a license at the vendor; it happened when it reads as active. */
export const resumeStep = (target: LicenseTarget, ledger: LedgerLicense): Step<Facts> =>
  powerStep(target, ledger, 'active');

function powerStep(
  target: LicenseTarget,
  ledger: LedgerLicense,
  status: 'active' | 'suspended',
): Step<Facts> {
  const { vendor } = target;
  return licenseStep(target, ledger, {
    intent: { license: ledger.licenseId, status },
    isDone: license => license.status === status,
    act: license => (status === 'active' ? vendor.resume(license) : vendor.suspend(license)),
    change: () => ({ status }),
  });
}
