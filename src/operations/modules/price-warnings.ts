import { parseAmount } from '../../vendor/amount.ts';
import { fourDecimals, type Offer, type OfferPrice } from './module-prices.ts';

/**
 * What an administrator should know of a price. no_price: panels do not show the module, it has no
 * monthly price. below_cost: each sale loses money. cost_unknown: the vendor has no price in this
 * currency. not_billed: it is ordered by itself, and no tariff says how the client pays. hidden:
 * `show = off`. unavailable: the vendor does not sell it now.
 */
export type PriceWarning =
  | 'no_price'
  | 'below_cost'
  | 'cost_unknown'
  | 'not_billed'
  | 'hidden'
  | 'unavailable';

/** The conf's `mode` and `tariff`: how a module is ordered and billed. */
export interface OrderTerms {
  readonly mode: 'manual' | 'automatic';
  /** '' for none. */
  readonly tariff: string;
}

export function warningsOf(
  offer: Offer,
  price: OfferPrice | null,
  terms: OrderTerms,
): readonly PriceWarning[] {
  const warnings: PriceWarning[] = [];
  if (price === null) warnings.push('no_price');
  else if (price.cost === null) warnings.push('cost_unknown');
  else if (marginOf(price)?.startsWith('-')) warnings.push('below_cost');
  const isSold = price !== null && offer.shown && offer.available;
  if (isSold && terms.mode === 'automatic' && terms.tariff === '') warnings.push('not_billed');
  if (!offer.shown) warnings.push('hidden');
  if (!offer.available) warnings.push('unavailable');
  return warnings;
}

/** What a sale leaves, with four decimals; null where the vendor's price is not known. */
export function marginOf({ price, cost }: OfferPrice): string | null {
  const [sold, bought] = [parseAmount(price), cost === null ? null : parseAmount(cost)];
  return sold === null || bought === null ? null : fourDecimals(sold - bought);
}

/** The same as percent of the vendor's price, with one decimal; null where there is none. */
export function marginPercentOf({ price, cost }: OfferPrice): string | null {
  const [sold, bought] = [parseAmount(price), cost === null ? null : parseAmount(cost)];
  if (sold === null || bought === null || bought === 0n) return null;
  return (Number(((sold - bought) * 1_000_000n) / bought) / 10_000).toFixed(1);
}
