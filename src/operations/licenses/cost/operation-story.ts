import { isMonths, LIFETIME, type Period, TRIAL } from '../../../base/period.ts';
import type { JsonObject, StepRow } from '../../../journal/records.ts';
import { moneyText, sumsOf } from '../../../vendor/amount.ts';
import type { Run } from '../../engine/run.ts';
import { factsOf } from '../../engine/step.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { monthsOf } from '../license/plan.ts';

/**
 * What came of an operation on a license, for the log: which license, what was bought for how much,
 * until when. Costs are list prices (docs/reliability.md, "When a request that charges is sent
 * again").
 */
export function operationStory(run: Run<LicenseTarget>, outcome: JsonObject): string {
  const { book } = run;
  const ordered = book.get('order');
  const terms = book.settled(name => name === 'order' || name.startsWith('prolong '));
  const id = outcome['license'] ?? ordered?.result?.['id'] ?? '';
  const ends = [outcome['expiredate'], ...terms.map(({ result }) => result?.['expiredate'])];
  const until = ends.filter(each => typeof each === 'string' && each !== '').at(-1);
  return [
    typeof id === 'string' && id !== '' ? `license ${id}${orderedAs(run, ordered)}` : '',
    terms.length === 0 ? '' : boughtBy(run, terms),
    until === undefined ? '' : `until ${until}`,
  ]
    .filter(part => part !== '')
    .join(', ');
}

/** The preset and the address of an order. */
function orderedAs({ ctx }: Run, ordered: StepRow | undefined): string {
  if (!ordered?.result) return '';
  const { pricelist = '', ip = '' } = factsOf(ordered.intent);
  const preset = ctx.conf.presets.find(each => each.id === pricelist);
  const told = [preset === undefined ? pricelist : `${pricelist} ${preset.name}`, ip];
  return ` (${told.filter(part => part !== '').join(', ')})`;
}

function boughtBy({ target }: Run<LicenseTarget>, terms: readonly StepRow[]): string {
  const [first] = terms;
  const period = String(first?.intent['period'] ?? '');
  const term = termText(monthsOf(target.vendor, period), period);
  const count = terms.length === 1 ? term : `${terms.length} terms of ${term}`;
  return `${count} for ${costText(terms)}`;
}

/** Vendors that name periods by ids of their own do not tell their length. */
function termText(months: Period | null, period: string): string {
  if (months === null) return `period ${period}`;
  if (months === LIFETIME) return 'a lifetime';
  if (months === TRIAL) return 'a trial';
  if (!isMonths(months)) return `period ${period}`;
  return months === 1 ? '1 month' : `${months} months`;
}

function costText(terms: readonly StepRow[]): string {
  const costs = terms.flatMap(({ cost }) => cost ?? []);
  const sums = costs.length === terms.length ? sumsOf(costs) : [];
  return sums.length === 0 ? 'an unknown price' : sums.map(moneyText).join(' and ');
}
