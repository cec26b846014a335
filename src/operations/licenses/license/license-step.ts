import type { LedgerChange } from '../../../journal/records.ts';
import type { License, LicensePermit } from '../../../vendor/vendor.ts';
import type { Facts, Step } from '../../engine/run.ts';
import type { OwnLicense } from './gate.ts';
import type { LicenseTarget } from './license-target.ts';
import { permitOn } from './permit.ts';
import { onLicense, readLicense } from './read-license.ts';

/** What a step does to a license, said by the intent that was noted. */
interface LicenseAct {
  readonly intent: Facts;
  /** Does the license read as if it had happened? */
  isDone(license: License, intent: Facts): boolean;
  act(license: LicensePermit, intent: Facts): Promise<unknown>;
  /** What the ledger notes of it. */
  change?(intent: Facts): LedgerChange;
}

/**
 * A step that changes one license of ours at the vendor; its result is its intent. Fault
 * license_gone where the license has been deleted meanwhile.
 */
export function licenseStep(
  target: LicenseTarget,
  own: OwnLicense,
  { intent, isDone, act, change }: LicenseAct,
): Step<Facts> {
  const { id: row, licenseId: id } = own.ledger;
  return {
    intent,
    find: async intended => (isDone(await readLicense(target, id), intended) ? intended : null),
    async act(intended, lock) {
      await onLicense(target, id, () => act(permitOn(lock, target, own), intended));
      return intended;
    },
    ledger(intended) {
      const noted = change?.(intended) ?? {};
      return Object.keys(noted).length === 0 ? [] : [{ update: row, change: noted }];
    },
  };
}
