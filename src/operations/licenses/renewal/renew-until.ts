import { type IsoDate, laterDate, parseDate } from '../../../base/dates.ts';
import { Fault } from '../../../base/fault.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { endOf } from '../license/end-of.ts';
import { type OwnLicense, readOwn } from '../license/gate.ts';
import type { LicenseRun } from '../license/license-target.ts';
import { onLicense } from '../license/read-license.ts';

/** An end to any loop of renewals: ten years of months. */
const MOST_TERMS = 120;

/** How far renewals go. */
interface RenewalGoal {
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
 * besides: not_sold_here, upstream_answer_bad (passing: no date that can be read), and those of
 * `prolong`.
 */
export async function renewUntil(
  run: LicenseRun,
  own: OwnLicense,
  end: IsoDate | null,
  goal: RenewalGoal,
): Promise<IsoDate | null> {
  let current = end;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const name = `prolong ${term}`;
    if (!run.has(name) && goal.enough(current, term - 1)) break;
    const bought = await run.step(name, prolongStep(run, own, goal.period, current));
    const before = parseDate(bought['before']);
    let reached = parseDate(bought['expiredate']);
    if (before !== null && (reached === null || reached <= before)) {
      reached = await endNow(run, own);
      if (reached !== null && reached <= before) {
        throw new Fault('license_not_renewing', { object: own.license.id, value: reached });
      }
    }
    current = laterDate(reached, current);
  }
  return current;
}

async function endNow(
  { ctx, target }: LicenseRun,
  { ledger }: OwnLicense,
): Promise<IsoDate | null> {
  return endOf(ctx, target, ledger, (await readOwn(ctx, target, ledger)).license);
}

function prolongStep(
  run: LicenseRun,
  own: OwnLicense,
  period: string,
  end: IsoDate | null,
): Step<Facts> {
  const { target } = run;
  const { vendor, itemtype } = target;
  const { id } = own.license;
  return {
    intent: { license: id, period, before: end ?? '' },
    async find(intent) {
      const before = intent['before'] ?? '';
      const now = await endNow(run, own);
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
    ledger(result) {
      const boughtUntil = parseDate(result['expiredate']);
      const bought = boughtUntil === null ? {} : { boughtUntil };
      return [{ update: own.ledger.id, change: { period, ...bought } }];
    },
  };
}
