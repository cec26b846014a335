import type { Cost } from '../../../journal/records.ts';
import { moneyText, parseAmount } from '../../../vendor/amount.ts';
import type { Money } from '../../../vendor/vendor.ts';
import type { Facts, Run } from '../../engine/run.ts';
import type { StepBook } from '../../engine/step-book.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { checkPurchase, type Purchase, type Terms } from './purchase-guards.ts';

/** The fact of an operation that says what it was going to buy, and for how much a term. */
const FACT = 'costs';

/** What was planned in this process, by the steps of the operation. */
const plans = new WeakMap<StepBook, Money | null>();

/**
 * Plans what an operation will buy, before its first charge: so many terms, each for this price.
 * Later terms of the same attempt keep to it; an attempt that is taken up again plans what is left.
 * Returns what the operation notes of it.
 * Faults: those of the guards (purchase-guards.ts).
 */
export async function planCosts(
  { ctx, target, book }: Run<LicenseTarget>,
  purchase: Purchase,
  addons: ReadonlyMap<string, number>,
  terms: Terms,
): Promise<Facts> {
  if (plans.has(book)) return {};
  const price = await checkPurchase(ctx, target, purchase, addons, terms);
  plans.set(book, price);
  const told = price === null ? 'unknown' : moneyText(price);
  return { [FACT]: `${terms.count} x ${told}` };
}

/**
 * What a term took from the account: its list price, an estimate, for reading the balance before
 * and after would cost requests. `told` is what the vendor's answers say of the license, where no
 * list was read.
 */
export function costOfTerm({ book }: Pick<Run, 'book'>, told = ''): Cost | null {
  const price = plans.get(book) ?? null;
  if (price !== null) return { ...price, isEstimated: true };
  const isAmount = parseAmount(told) !== null;
  return isAmount ? { amount: told, currency: '', isEstimated: true } : null;
}
