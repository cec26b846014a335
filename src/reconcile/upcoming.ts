import { formatAmount, parseAmount } from '../vendor/amount.ts';
import type { LicenseRow, Money } from '../vendor/vendor.ts';

/**
 * What the coming renewals will cost, in ten-thousandths by currency ('' where the list names
 * none).
 */
export type Upcoming = Map<string, bigint>;

/** Adds a row's cost ("12.50", "12.50 EUR"); one that cannot be read adds nothing. */
export function addUpcoming(upcoming: Upcoming, row: LicenseRow): void {
  const [amount = '', currency = ''] = row.cost.trim().split(/\s+/);
  const cost = parseAmount(amount);
  if (cost !== null) upcoming.set(currency, (upcoming.get(currency) ?? 0n) + cost);
}

export function amountsOf(upcoming: Upcoming): readonly Money[] {
  return [...upcoming].map(([currency, amount]) => ({ amount: formatAmount(amount), currency }));
}
