import type { Facts, Step } from '../../engine/run.ts';
import type { OwnLicense } from './gate.ts';
import { licenseStep } from './license-step.ts';
import type { LicenseTarget } from './license-target.ts';

/** Suspends a license at the vendor; it happened when it reads as suspended. */
export const suspendStep = (target: LicenseTarget, own: OwnLicense): Step<Facts> =>
  powerStep(target, own, 'suspended');

/** Resumes a license at the vendor; it happened when it reads as active. */
export const resumeStep = (target: LicenseTarget, own: OwnLicense): Step<Facts> =>
  powerStep(target, own, 'active');

function powerStep(
  target: LicenseTarget,
  own: OwnLicense,
  status: 'active' | 'suspended',
): Step<Facts> {
  const { vendor } = target;
  return licenseStep(target, own, {
    intent: { license: own.license.id, status },
    isDone: license => license.status === status,
    act: license => (status === 'active' ? vendor.resume(license) : vendor.suspend(license)),
    change: () => ({ status }),
  });
}
