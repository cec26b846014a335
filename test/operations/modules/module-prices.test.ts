import { describe, expect, test } from 'vitest';
import { parseConf } from '../../../src/conf/parse.ts';
import type { ListedModule } from '../../../src/operations/modules/module-list.ts';
import { offersOf, shownCurrencies } from '../../../src/operations/modules/module-prices.ts';
import {
  marginOf,
  marginPercentOf,
  warningsOf,
} from '../../../src/operations/modules/price-warnings.ts';

const confOf = (text: string) => {
  const { conf, errors } = parseConf(text, 'c', '/');
  expect(errors).toEqual([]);
  return conf;
};
const module = (id: string, costs: Readonly<Record<string, string>>): ListedModule => ({
  id,
  name: `Module ${id}`,
  intname: 'Module',
  additionintname: 'Module',
  available: true,
  costs: new Map(Object.entries(costs)),
});
const priceOf = (costs: Readonly<Record<string, string>>, conf: string) =>
  offersOf([module('5', costs)], confOf(conf))[0]?.prices.map(
    each => `${each.price} ${each.currency}`,
  );

describe('a price', () => {
  test.each([
    ['the cost, without a margin', '', '950.0000'],
    ['the cost and the margin', '[gateway]\nmargin = 20%', '1140.0000'],
    ['exact in ten-thousandths, rounded up', '[gateway]\nmargin = 0.0001%', '950.0010'],
    [
      'the margin of the module before the common one',
      '[gateway]\nmargin = 20%\n[price 5]\nmargin = 50%',
      '1425.0000',
    ],
    [
      'no margin where the module says 0%',
      '[gateway]\nmargin = 20%\n[price 5]\nmargin = 0%',
      '950.0000',
    ],
    ['not below the minimum', '[price 5]\nminimum = 1000', '1000.0000'],
    ['above a minimum that is lower', '[price 5]\nminimum = 10', '950.0000'],
    ['rounded up to a multiple', '[price 5]\nmargin = 3%\nround = 10', '980.0000'],
    ['a multiple already', '[price 5]\nround = 10', '950.0000'],
    ['minimum first, then rounded', '[price 5]\nminimum = 951\nround = 100', '1000.0000'],
    [
      'the fixed one, whatever else is said',
      '[price 5]\nfixed = 99.99\nminimum = 500\nround = 7',
      '99.9900',
    ],
    [
      'the amount of its currency before the one for all',
      '[price 5]\nfixed = 10, 700 RUB',
      '700.0000',
    ],
  ])('is %s', (_, conf, price) => {
    expect(priceOf({ RUB: '950.0000' }, conf)).toEqual([`${price} RUB`]);
  });

  test('is missing where upstream has none, or one that is no number', () => {
    expect(priceOf({ RUB: '1,234' }, '')).toEqual([]);
    expect(priceOf({ RUB: '-5' }, '')).toEqual([]);
    expect(priceOf({ EUR: '5' }, '[gateway]\ncurrency = RUB')).toEqual([]);
  });

  test('may be fixed in a currency in which upstream does not sell', () => {
    const conf = '[gateway]\ncurrency = USD\n[price 5]\nfixed = 12.50 USD';
    expect(priceOf({ EUR: '5' }, conf)).toEqual(['12.5000 USD']);
  });

  test('is told in several currencies, in the order of the conf', () => {
    const conf = '[gateway]\ncurrency = RUB, EUR\nmargin = 10%';
    expect(priceOf({ EUR: '5', RUB: '400' }, conf)).toEqual(['440.0000 RUB', '5.5000 EUR']);
  });
});

describe('the currency', () => {
  test('is the one in which most modules have a price, of equals the first', () => {
    const conf = confOf('');
    expect(shownCurrencies([module('1', { EUR: '1', RUB: '1' })], conf)).toEqual(['EUR']);
    const more = [module('1', { EUR: '1', RUB: '1' }), module('2', { RUB: '1' })];
    expect(shownCurrencies(more, conf)).toEqual(['RUB']);
    expect(shownCurrencies([], conf)).toEqual([]);
  });
});

const BY_HAND = { mode: 'manual', tariff: '' } as const;

describe('what an administrator is told of a price', () => {
  test.each([
    ['[price 5]\nfixed = 900 RUB', ['below_cost'], '-50.0000', '-5.3'],
    ['[price 5]\nfixed = 950 RUB', [], '0.0000', '0.0'],
    ['[gateway]\ncurrency = USD\n[price 5]\nfixed = 9', ['cost_unknown'], null, null],
    ['[price 5]\nshow = off', ['hidden'], '0.0000', '0.0'],
  ])('%j: %j', (text, warnings, margin, percent) => {
    const [offer] = offersOf([module('5', { RUB: '950' })], confOf(text));
    const [price] = offer?.prices ?? [];
    if (!offer || !price) throw new Error('no price');
    expect(warningsOf(offer, price, BY_HAND)).toEqual(warnings);
    expect([marginOf(price), marginPercentOf(price)]).toEqual([margin, percent]);
  });

  test('a module without a price is shown by no panel', () => {
    const [offer] = offersOf([module('5', {})], confOf(''));
    expect(offer && warningsOf(offer, null, BY_HAND)).toEqual(['no_price']);
  });

  test('what is ordered automatically and billed to nobody is told, unless no panel shows it', () => {
    const warningsFor = (text: string, tariff: string) => {
      const [offer] = offersOf([module('5', { RUB: '950' })], confOf(text));
      const [price] = offer?.prices ?? [];
      return offer && price && warningsOf(offer, price, { mode: 'automatic', tariff });
    };
    expect(warningsFor('', '')).toEqual(['not_billed']);
    expect(warningsFor('', '8')).toEqual([]);
    expect(warningsFor('[price 5]\nshow = off', '')).toEqual(['hidden']);
  });
});
