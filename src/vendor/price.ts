import { formatAmount, parseAmount, sameCurrency } from './amount.ts';
import type { Money, UpstreamPricelist } from './vendor.ts';

interface PriceQuestion {
  readonly pricelist: string;
  /** The upstream's period, as ordered: months, -100, 0. */
  readonly period: string | number;
  /** Amounts as ordered, including the included ones. */
  readonly addons: ReadonlyMap<string, number>;
  /** Needed only if the price list has several. */
  readonly currency?: string;
}

/** The part of the question that the price list does not answer. */
type PriceGap = 'pricelist' | 'period' | 'currency' | 'addon' | 'amount';

/**
 * `sold` is false when the price list has no answer: then `cost` is empty, `gap` says which part of
 * the question is unanswered, and `missing` names it. A gap `currency` (several, none asked for) or
 * `amount` (no price, or one that is no number) means only that the cost is unknown, not that it is
 * not sold. The same holds for an addon that the list lacks or has without a price: no known export
 * shows where a numeric addon has its price (docs/reference/vendor-api.md, "Price list"). A gap
 * `addon` is an amount that is not sold.
 */
type PriceAnswer =
  | { readonly sold: true; readonly cost: Money }
  | {
      readonly sold: false;
      readonly cost: Money;
      readonly gap: PriceGap;
      readonly missing: string;
    };

type Prices = UpstreamPricelist['prices'];
type Found = { readonly cost: bigint } | { readonly gap: PriceGap; readonly missing: string };

/**
 * What an order costs: the tariff's price for the period, and for each addon the amount above the
 * included one (`addonlimit`). Exact in ten-thousandths. Source: docs/reference/vendor-api.md,
 * "Price list".
 */
export function priceOf(lists: readonly UpstreamPricelist[], asked: PriceQuestion): PriceAnswer {
  const list = lists.find(each => each.id === asked.pricelist);
  if (list === undefined) return unsold({ gap: 'pricelist', missing: asked.pricelist });
  const currency = currencyFor(list.prices, asked.currency);
  if (currency === null) return unsold({ gap: 'currency', missing: asked.currency ?? '' });
  let total = 0n;
  for (const found of [
    costOf(list.prices, currency, asked.period),
    ...addonCosts(list, asked, currency),
  ]) {
    if ('gap' in found) return unsold(found);
    total += found.cost;
  }
  return {
    sold: true,
    cost: { amount: formatAmount(total), currency: currency || (asked.currency ?? '') },
  };
}

function addonCosts(
  list: UpstreamPricelist,
  asked: PriceQuestion,
  currency: string,
): readonly Found[] {
  return [...asked.addons].map(([id, amount]): Found => {
    const addon = list.addons.find(each => each.id === id);
    const gap: Found = { gap: 'addon', missing: id };
    const unknown: Found = { gap: 'amount', missing: `addon ${id}` };
    if (addon === undefined) return amount === 0 ? { cost: 0n } : unknown;
    if (!Number.isSafeInteger(amount) || amount < 0) return gap;
    if (addon.addonmax !== null && amount > addon.addonmax) return gap;
    const above = amount - addon.addonlimit;
    if (above <= 0) return { cost: 0n };
    const each = costOf(addon.prices, currency, asked.period);
    return 'gap' in each ? unknown : { cost: each.cost * BigInt(above) };
  });
}

function costOf(prices: Prices, currency: string, asked: string | number): Found {
  const period = String(asked).trim();
  const offer = prices
    .find(price => sameCurrency(price.currency, currency))
    ?.periods.find(each => String(each.period) === period);
  if (offer === undefined) return { gap: 'period', missing: period };
  const cost = parseAmount(offer.cost);
  return cost === null || cost < 0n ? { gap: 'amount', missing: offer.cost } : { cost };
}

/**
 * The currency to count in: the requested one, or the only one. A price without a currency is in
 * the account's.
 */
function currencyFor(prices: Prices, asked: string | undefined): string | null {
  if (asked !== undefined && asked !== '') {
    return prices.find(price => sameCurrency(price.currency, asked))?.currency ?? null;
  }
  const [first, second] = prices;
  return first !== undefined && second === undefined ? first.currency : null;
}

function unsold(missing: { readonly gap: PriceGap; readonly missing: string }): PriceAnswer {
  return {
    sold: false,
    cost: { amount: '', currency: '' },
    gap: missing.gap,
    missing: missing.missing,
  };
}
