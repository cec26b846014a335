import type { Conf, PriceSettings } from '../../conf/conf.ts';
import type { AmountByCurrency } from '../../conf/readers.ts';
import { parseAmount } from '../../vendor/amount.ts';
import type { ListedModule } from './module-list.ts';

/** What rule made a price. */
type PriceRule = 'margin' | 'minimum' | 'fixed';

/** The reseller's price of a module for one month, in one currency. */
export interface OfferPrice {
  readonly currency: string;
  /** Decimal text with four decimals: "950.0000". */
  readonly price: string;
  /**
   * What the vendor asks, likewise; null where it does not sell in this currency or its price
   * cannot be read.
   */
  readonly cost: string | null;
  readonly rule: PriceRule;
}

/** A module as panels are shown it. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly intname: string;
  readonly additionintname: string;
  readonly available: boolean;
  /** The conf's `show`. */
  readonly shown: boolean;
  /** In the order of the shown currencies; empty: no panel shows the module. */
  readonly prices: readonly OfferPrice[];
}

type PriceConf = Pick<Conf, 'priceSettings'> & {
  readonly gateway: Pick<Conf['gateway'], 'margin' | 'currency'>;
};

/** Ten-thousandths in one (amount.ts), and a whole as percent with four decimals. */
const UNIT = 10_000n;
const WHOLE = 100n * UNIT;

/**
 * The reseller's prices of the vendor's modules: the vendor's price and the margin, not below the
 * minimum, rounded up to a multiple; or the fixed price. Exact in ten-thousandths, every rounding
 * goes up.
 */
export function offersOf(modules: readonly ListedModule[], conf: PriceConf): readonly Offer[] {
  const currencies = shownCurrencies(modules, conf);
  return modules.map(module => {
    const { id, name, intname, additionintname, available } = module;
    const settings = conf.priceSettings(id);
    const prices = currencies.flatMap(currency =>
      priceIn(module, settings, conf.gateway.margin, currency),
    );
    return { id, name, intname, additionintname, available, shown: settings.show, prices };
  });
}

/**
 * The conf's currencies, else the one in which most modules have a price; of equals the first that
 * the vendor lists.
 */
export function shownCurrencies(
  modules: readonly ListedModule[],
  conf: PriceConf,
): readonly string[] {
  if (conf.gateway.currency.length > 0) return conf.gateway.currency;
  const counts = new Map<string, number>();
  for (const module of modules) {
    const fixed = [...conf.priceSettings(module.id).fixed.keys()].filter(each => each !== '');
    for (const currency of new Set([...module.costs.keys(), ...fixed]))
      counts.set(currency, (counts.get(currency) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const commonest = [...counts].find(([, count]) => count === most);
  return commonest ? [commonest[0]] : [];
}

function priceIn(
  module: ListedModule,
  settings: PriceSettings,
  margin: string,
  currency: string,
): readonly OfferPrice[] {
  const asked = module.costs.get(currency);
  const cost = asked === undefined ? null : parseAmount(asked);
  const costText = cost === null || cost < 0n ? null : fourDecimals(cost);
  const fixed = amountFor(settings.fixed, currency);
  if (fixed !== null)
    return [{ currency, price: fourDecimals(fixed), cost: costText, rule: 'fixed' }];
  if (cost === null || cost < 0n) return [];
  const factor = WHOLE + (parseAmount(settings.margin ?? margin) ?? 0n);
  const raised = divideUp(cost * factor, WHOLE);
  const minimum = amountFor(settings.minimum, currency) ?? 0n;
  const step = amountFor(settings.round, currency) ?? 1n;
  const bounded = raised < minimum ? minimum : raised;
  const price = divideUp(bounded, step) * step;
  return [
    {
      currency,
      price: fourDecimals(price),
      cost: costText,
      rule: raised < minimum ? 'minimum' : 'margin',
    },
  ];
}

/** The amount for a currency, else the one for all; null if there is neither. */
function amountFor(amounts: AmountByCurrency, currency: string): bigint | null {
  const text = amounts.get(currency) ?? amounts.get('');
  return text === undefined ? null : parseAmount(text);
}

const divideUp = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

/** As the panel's own price list writes an amount: "950.0000". */
export function fourDecimals(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const positive = amount < 0n ? -amount : amount;
  return `${sign}${positive / UNIT}.${String(positive % UNIT).padStart(4, '0')}`;
}
