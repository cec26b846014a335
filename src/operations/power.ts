import type { LedgerLicense } from '../journal/journal.ts';
import { onLicense, readLicense } from './find-license.ts';
import type { Facts, Step } from './run.ts';
import type { Subject } from './subject.ts';

type Target = Pick<LedgerLicense, 'id' | 'licenseId'>;

/** Suspends a license upstream; it happened when it reads as suspended. */
export function suspendStep(subject: Subject, ledger: Target): Step<Facts> {
  return powerStep(subject, ledger, 'suspended', () => subject.upstream.suspend(named(subject, ledger)));
}

/** Resumes a license upstream; it happened when it reads as active. */
export function resumeStep(subject: Subject, ledger: Target): Step<Facts> {
  return powerStep(subject, ledger, 'active', () => subject.upstream.resume(named(subject, ledger)));
}

function powerStep(
  subject: Subject,
  ledger: Target,
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

const named = (subject: Subject, ledger: Target) => ({ itemtype: subject.itemtype, id: ledger.licenseId });
