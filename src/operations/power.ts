import type { OwnLicense } from './gate.ts';
import { onLicense, readLicense } from './license.ts';
import type { Facts, Step } from './run.ts';
import type { Subject } from './subject.ts';

/** Suspends a license upstream; it happened when it reads as suspended. */
export function suspendStep(subject: Subject, own: OwnLicense): Step<Facts> {
  return powerStep(subject, own, 'suspended', () => subject.upstream.suspend(own.license));
}

/** Resumes a license upstream; it happened when it reads as active. */
export function resumeStep(subject: Subject, own: OwnLicense): Step<Facts> {
  return powerStep(subject, own, 'active', () => subject.upstream.resume(own.license));
}

function powerStep(
  subject: Subject,
  { ledger }: OwnLicense,
  wanted: 'active' | 'suspended',
  act: () => Promise<void>,
): Step<Facts> {
  return {
    intent: { license: ledger.licenseId, status: wanted },
    async find() {
      const { status } = await readLicense(subject, ledger.licenseId);
      return status === wanted ? { status: wanted } : null;
    },
    async act() {
      await onLicense(subject, ledger.licenseId, act);
      return { status: wanted };
    },
    ledger: () => [{ update: ledger.id, change: { status: wanted } }],
  };
}
