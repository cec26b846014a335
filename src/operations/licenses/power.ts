import type { Facts, Step } from '../engine/run.ts';
import type { OwnLicense } from './gate.ts';
import { onLicense, readLicense } from './license.ts';
import type { LicenseTarget } from './license-context.ts';

/** Suspends a license upstream; it happened when it reads as suspended. */
export function suspendStep(target: LicenseTarget, own: OwnLicense): Step<Facts> {
  return powerStep(target, own, 'suspended', () => target.vendor.suspend(own.license));
}

/** Resumes a license upstream; it happened when it reads as active. */
export function resumeStep(target: LicenseTarget, own: OwnLicense): Step<Facts> {
  return powerStep(target, own, 'active', () => target.vendor.resume(own.license));
}

function powerStep(
  target: LicenseTarget,
  { ledger }: OwnLicense,
  wanted: 'active' | 'suspended',
  act: () => Promise<void>,
): Step<Facts> {
  return {
    intent: { license: ledger.licenseId, status: wanted },
    async find() {
      const { status } = await readLicense(target, ledger.licenseId);
      return status === wanted ? { status: wanted } : null;
    },
    async act() {
      await onLicense(target, ledger.licenseId, act);
      return { status: wanted };
    },
    ledger: () => [{ update: ledger.id, change: { status: wanted } }],
  };
}
