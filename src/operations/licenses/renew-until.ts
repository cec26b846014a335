import { type IsoDate, laterDate, parseDate } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { Context } from '../engine/context.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { endOf } from './end-of.ts';
import { type OwnLicense, readOwn } from './gate.ts';
import { onLicense } from './license.ts';
import type { LicenseTarget } from './license-context.ts';

/** An end to any loop of renewals: ten years of months. */
const MOST_TERMS = 120;

/**
 * Says how far renewals go: stops when `enough` is true of the upstream end date (null: lifetime)
 * after `terms` bought.
 */
export interface CoverGoal {
  readonly period: string;
  enough(end: IsoDate | null, terms: number): boolean;
}

/**
 * Renews a license upstream, one term a step, until the goal is met. `end` is its end date as just
 * read. A term counts as bought when the end date is later than the one noted before it: that is
 * how a lost answer is told from a failure. A renewal that upstream accepted is never sent again,
 * even if the date has not moved: then Fault license_not_renewing calls for a person. Faults
 * besides: not_sold_here, upstream_answer_bad (passing: no date that can be read), and those of
 * `prolong`.
 */
export async function renewUntil(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  own: OwnLicense,
  end: IsoDate | null,
  goal: CoverGoal,
): Promise<IsoDate | null> {
  let current = end;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const name = `prolong ${term}`;
    if (!run.has(name) && goal.enough(current, term - 1)) break;
    const bought = await run.step(name, prolongStep(ctx, target, own, goal.period, current));
    const before = parseDate(bought['before']);
    let reached = parseDate(bought['expiredate']);
    if (before !== null && (reached === null || reached <= before)) {
      reached = await endNow(ctx, target, own);
      if (reached !== null && reached <= before) {
        throw new Fault('license_not_renewing', { object: own.license.id, value: reached });
      }
    }
    current = laterDate(reached, current);
  }
  return current;
}

async function endNow(
  ctx: Context,
  target: LicenseTarget,
  { ledger }: OwnLicense,
): Promise<IsoDate | null> {
  return endOf(ctx, target, ledger, (await readOwn(ctx, target, ledger)).license);
}

function prolongStep(
  ctx: Context,
  target: LicenseTarget,
  own: OwnLicense,
  period: string,
  end: IsoDate | null,
): Step<Facts> {
  const { vendor, itemtype } = target;
  const { id } = own.license;
  return {
    intent: { license: id, period, before: end ?? '' },
    async find(intent) {
      const before = intent['before'] ?? '';
      const now = await endNow(ctx, target, own);
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
    ledger: () => [{ update: own.ledger.id, change: { period } }],
  };
}
