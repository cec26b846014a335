import { type IsoDate, laterDate, parseDate } from '../../../base/dates.ts';
import { Fault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { onLicense, readLicense } from '../license/find-license.ts';
import type { LicenseRun, LicenseTarget } from '../license/license-target.ts';

/** An end to any loop of renewals: ten years of months. */
const MOST_TERMS = 120;

/** How far renewals go. */
export interface RenewalGoal {
  /** The vendor's, of each term. */
  readonly period: string;
  /** Is this end date of the license (null: lifetime) far enough, after `terms` bought? */
  enough(end: IsoDate | null, terms: number): boolean;
}

/**
 * Renews a license at the vendor, one term a step, until the goal is met. `end` is its end date as
 * just read. A term counts as bought when the end date is later than the one noted before it: that
 * is how a lost answer is told from a failure. A renewal that the vendor accepted is never sent
 * again, even if the date has not moved: then Fault license_not_renewing calls for a person. Faults
 * besides: not_sold_here, and those of `prolong`.
 */
export async function renewUntil(
  run: LicenseRun,
  license: Pick<LedgerLicense, 'id' | 'licenseId'>,
  end: IsoDate | null,
  goal: RenewalGoal,
): Promise<IsoDate | null> {
  const { target } = run;
  let current = end;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const name = `prolong ${term}`;
    if (!run.has(name) && goal.enough(current, term - 1)) break;
    const bought = await run.step(name, prolongStep(target, license, goal.period, current));
    const before = parseDate(bought['before']);
    let reached = parseDate(bought['expiredate']);
    if (before !== null && (reached === null || reached <= before)) {
      reached = (await readLicense(target, license.licenseId)).expiredate;
      if (reached !== null && reached <= before) {
        throw new Fault('license_not_renewing', { object: license.licenseId, value: reached });
      }
    }
    current = laterDate(reached, current);
  }
  return current;
}

function prolongStep(
  target: LicenseTarget,
  license: Pick<LedgerLicense, 'id' | 'licenseId'>,
  period: string,
  end: IsoDate | null,
): Step<Facts> {
  const { vendor, itemtype } = target;
  const id = license.licenseId;
  return {
    intent: { license: id, period, before: end ?? '' },
    async find(intent) {
      const before = intent['before'] ?? '';
      const now = (await readLicense(target, id)).expiredate;
      return now !== null && now > before ? { expiredate: now, before } : null;
    },
    async act(intent) {
      const answer = await onLicense(target, id, () =>
        vendor.prolong({ itemtype, id }, intent['period'] ?? period),
      );
      return { expiredate: answer.expiredate ?? '', before: intent['before'] ?? '' };
    },
    // the new end date is noted when BILLmanager has been told: where that never comes, checkevent
    // sees the difference
    ledger: () => [{ update: license.id, change: { period } }],
  };
}
