import { addMonths, type IsoDate, laterDate, parseDate } from '../../../base/dates.ts';
import { Fault, type FaultType } from '../../../base/fault.ts';
import { isMonths } from '../../../base/period.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { costOfTerm, planCosts } from '../cost/cost-plan.ts';
import { endOf } from '../license/end-of.ts';
import { type OwnLicense, readOwn } from '../license/gate.ts';
import type { LicenseRun } from '../license/license-target.ts';
import { permitOn } from '../license/permit.ts';
import { monthsOf } from '../license/plan.ts';
import { onLicense } from '../license/read-license.ts';
import { isSameLicense } from '../license/renumbered.ts';

/** An end to any loop of renewals: ten years of months. */
const MOST_TERMS = 120;

/** How far renewals go. */
interface RenewalGoal {
  /** The vendor's, of each term. */
  readonly period: string;
  /** Is this end date of the license (null: lifetime) far enough, after `terms` bought? */
  enough(end: IsoDate | null, terms: number): boolean;
  /** Does the operation go on another way after this refusal? */
  actsUpon?(refusal: FaultType): boolean;
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
    const name = await termName(run, own, term);
    if (!run.has(name) && goal.enough(current, term - 1)) break;
    const terms = (): number => termsLeft(run, goal, current, term - 1);
    const step = prolongStep(run, own, goal.period, current, terms);
    const bought = await run.step(
      name,
      goal.actsUpon ? { ...step, actsUpon: goal.actsUpon } : step,
    );
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

/** A license that was replaced since keeps the steps that it had. */
async function termName(
  { ctx, target, book }: LicenseRun,
  { license: { id } }: OwnLicense,
  term: number,
): Promise<string> {
  const name = `prolong ${term}`;
  const license = String(book.get(name)?.intent['license'] ?? id);
  return (await isSameLicense(ctx, target, license, id)) ? name : `${name} of ${id}`;
}

/** How many terms the goal takes from here, as far as the vendor's period is one of months. */
function termsLeft(
  { target }: LicenseRun,
  { period, enough }: RenewalGoal,
  end: IsoDate | null,
  bought: number,
): number {
  const months = monthsOf(target.vendor, period);
  if (end === null || months === null || !isMonths(months)) return 1;
  let reached = end;
  let terms = 0;
  while (bought + terms < MOST_TERMS && !enough(reached, bought + terms)) {
    reached = addMonths(reached, months);
    terms += 1;
  }
  return Math.max(1, terms);
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
  terms: () => number,
): Step<Facts> {
  const { target } = run;
  const { vendor } = target;
  const { id, cost } = own.license;
  return {
    intent: { license: id, period, before: end ?? '' },
    check: () => planRenewal(run, own, period, terms()),
    async find(intent) {
      const before = intent['before'] ?? '';
      const now = await endNow(run, own);
      return now !== null && now > before ? { expiredate: now, before } : null;
    },
    async act(intent, lock) {
      const answer = await onLicense(target, id, () =>
        vendor.prolong(permitOn(lock, target, own), intent['period'] ?? period),
      );
      return { expiredate: answer.expiredate ?? '', before: intent['before'] ?? '' };
    },
    cost: () => costOfTerm(run, cost),
    // the new end date is noted when BILLmanager has been told: where that never comes, checkevent
    // sees the difference
    ledger(result) {
      const boughtUntil = parseDate(result['expiredate']);
      const bought = boughtUntil === null ? {} : { boughtUntil };
      return [{ update: own.ledger.id, change: { period, ...bought } }];
    },
  };
}

function planRenewal(run: LicenseRun, own: OwnLicense, period: string, count: number) {
  const { ledger, license } = own;
  const pricelist = license.pricelist || ledger.pricelist;
  const id = ledger.preset || pricelist;
  const preset = run.ctx.conf.presets.find(each => each.id === id) ?? { id, name: id };
  const addons = new Map([...Object.entries(ledger.addons), ...license.addons]);
  return planCosts(run, { preset, pricelist, period }, addons, { first: 'renewal', count });
}
