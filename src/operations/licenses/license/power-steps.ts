import type { LedgerLicense } from '../../../journal/journal.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { onLicense, readLicense } from './find-license.ts';
import type { LicenseTarget } from './license-target.ts';

type Target = Pick<LedgerLicense, 'id' | 'licenseId'>;

/** Suspends a license upstream; it happened when it reads as suspended. */
export function suspendStep(target: LicenseTarget, ledger: Target): Step<Facts> {
  return powerStep(target, ledger, 'suspended', () => target.vendor.suspend(named(target, ledger)));
}

/** Resumes a license upstream; it happened when it reads as active. */
export function resumeStep(target: LicenseTarget, ledger: Target): Step<Facts> {
  return powerStep(target, ledger, 'active', () => target.vendor.resume(named(target, ledger)));
}

function powerStep(
  target: LicenseTarget,
  ledger: Target,
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

const named = (target: LicenseTarget, ledger: Target) => ({
  itemtype: target.itemtype,
  id: ledger.licenseId,
});
