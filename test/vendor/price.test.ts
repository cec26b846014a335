import { describe, expect, test } from 'vitest';
import { parseXml } from '../../src/manager-api/xml.ts';
import { compareMoney, formatAmount, parseAmount } from '../../src/vendor/amount.ts';
import { priceOf } from '../../src/vendor/price.ts';
import { parsePricelists, pricePeriod } from '../../src/vendor/pricelist.ts';
import { caught } from './caught.ts';

const money = (amount: string, currency = 'EUR') => ({ amount, currency });

describe('amounts', () => {
  test.each([
    ['12.50', 125000n],
    ['950.0000', 9500000n],
    ['0.1', 1000n],
    ['-3', -30000n],
    ['+5.', 50000n],
    ['1 234,50', 12345000n],
    ['1,234.50', 12345000n],
    ['1.234,56', 12345600n],
    ['1.234.567,8', 12345678000n],
    ['\u22123', -30000n],
    ['\u2013 12,50', -125000n],
    ['12.50000000', 125000n],
    ['99999999999999.9999', 999999999999999999n],
    ['', null],
    ['1,234', null],
    ['1.2.3', null],
    ['0.00001', null],
    ['1e3', null],
    ['Infinity', null],
    ['.5', null],
  ])('%s is %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });

  test('are written with two decimals, or with as many as they need', () => {
    expect([125000n, 0n, -5n, 123400n, 125n].map(formatAmount)).toEqual([
      '12.50',
      '0.00',
      '-0.0005',
      '12.34',
      '0.0125',
    ]);
  });

  test('compare exactly, and only in one currency', () => {
    expect(compareMoney(money('0.3'), money('0.30000'))).toBe(0);
    expect(compareMoney(money('9.99'), money('10'))).toBe(-1);
    expect(compareMoney(money('12.5001'), money('12.50', ''))).toBe(1);
    expect(compareMoney(money('1'), money('1', 'RUB'))).toBeNull();
    expect(compareMoney(money('much'), money('1'))).toBeNull();
  });
});

const EXPORT = `<doc>
  <pricelist><id>4601</id><name>ISPmanager Business</name><intname>ispbiz</intname>
    <itemtype_info><id>7</id><intname>soft</intname></itemtype_info>
    <price currency="EUR"><period cost="12.1000" type="month" length="1">monthly</period>
      <period cost="120.00" type="year" length="1"/><period cost="300" type="lifetime" length="0"/>
      <period cost="5" type="day" length="1"/></price>
    <price currency="RUB"><period cost="950.0000" type="month" length="1"/></price>
    <addon><id>4602</id><name>Nodes</name><addonlimit>1</addonlimit><addonmax>10</addonmax>
      <price currency="EUR"><period cost="3.0500" type="month" length="1"/></price></addon>
    <addon><id>4603</id><addonlimit>5.0000</addonlimit><addonmax>0</addonmax></addon>
  </pricelist>
  <pricelist><id>55239</id><name>trial</name><price currency="EUR"><period cost="0" type="trial" length="14"/></price></pricelist>
</doc>`;

describe('pricelist.export', () => {
  test('is read with its currencies, periods and addons', () => {
    expect(parsePricelists(parseXml(EXPORT))[0]).toEqual({
      id: '4601',
      name: 'ISPmanager Business',
      intname: 'ispbiz',
      itemtype: 'soft',
      additionintname: '',
      prices: [
        {
          currency: 'EUR',
          periods: [
            { period: 1, cost: '12.1000' },
            { period: 12, cost: '120.00' },
            { period: 0, cost: '300' },
          ],
        },
        { currency: 'RUB', periods: [{ period: 1, cost: '950.0000' }] },
      ],
      addons: [
        {
          id: '4602',
          name: 'Nodes',
          addonlimit: 1,
          addonmax: 10,
          prices: [{ currency: 'EUR', periods: [{ period: 1, cost: '3.0500' }] }],
        },
        { id: '4603', name: '', addonlimit: 5, addonmax: null, prices: [] },
      ],
    });
  });

  test('one level deeper, beside the asked parameter, is the same', () => {
    const text =
      '<doc><pricelist>23221</pricelist><doc><pricelist><id>23221</id><name>DDoS-GUARD</name><intname>DDoSGUARD</intname>' +
      '<additionintname>DDoSGUARD</additionintname><price currency="RUB">' +
      '<period cost="950.0000" type="month" length="1">monthly</period></price></pricelist></doc></doc>';
    expect(parsePricelists(parseXml(text))).toEqual([
      {
        id: '23221',
        name: 'DDoS-GUARD',
        intname: 'DDoSGUARD',
        itemtype: '',
        additionintname: 'DDoSGUARD',
        prices: [{ currency: 'RUB', periods: [{ period: 1, cost: '950.0000' }] }],
        addons: [],
      },
    ]);
  });

  test('a tariff whose id is no number is left out, names are cut', () => {
    const text = `<doc><pricelist><id>--help</id><name>x</name></pricelist><pricelist><id>7</id><name>${'x'.repeat(1000)}</name></pricelist></doc>`;
    expect(parsePricelists(parseXml(text))).toMatchObject([{ id: '7', name: 'x'.repeat(200) }]);
  });

  test('a tariff without an id is a bad answer', async () => {
    const parse = async () =>
      parsePricelists(parseXml('<doc><pricelist><name>x</name></pricelist></doc>'));
    expect((await caught(parse())).kind).toBe('passing');
  });

  test.each([
    ['month', '3', 3],
    ['year', '1', 12],
    ['year', '2', 24],
    ['month', '', 1],
    ['trial', '14', -100],
    ['lifetime', '0', 0],
    ['month', '0', null],
    ['day', '30', null],
    ['onetime', '1', null],
  ])('type %s length %s is period %s', (type, length, period) => {
    expect(pricePeriod(type, length)).toBe(period);
  });
});

describe('priceOf', () => {
  const lists = parsePricelists(parseXml(EXPORT));
  const ask = (change: Partial<Parameters<typeof priceOf>[1]> = {}) =>
    priceOf(lists, {
      pricelist: '4601',
      period: '1',
      addons: new Map(),
      currency: 'EUR',
      ...change,
    });

  test('is the tariff and what is ordered above the included amounts, exactly', () => {
    expect(ask()).toEqual({ sold: true, cost: money('12.10') });
    expect(ask({ addons: new Map([['4602', 1]]) })).toEqual({ sold: true, cost: money('12.10') });
    expect(ask({ addons: new Map([['4602', 4]]) })).toEqual({ sold: true, cost: money('21.25') });
    expect(ask({ addons: new Map([['4603', 5]]) })).toEqual({ sold: true, cost: money('12.10') });
  });

  test('follows period and currency', () => {
    expect(ask({ period: '12' })).toEqual({ sold: true, cost: money('120.00') });
    expect(ask({ period: 0 })).toEqual({ sold: true, cost: money('300.00') });
    expect(ask({ currency: 'rub' })).toEqual({ sold: true, cost: money('950.00', 'RUB') });
    const trial = priceOf(lists, { pricelist: '55239', period: -100, addons: new Map() });
    expect(trial).toEqual({ sold: true, cost: money('0.00') });
  });

  test.each([
    ['pricelist', '1', { pricelist: '1' }],
    ['period', '3', { period: '3' }],
    ['currency', 'USD', { currency: 'USD' }],
    ['currency', '', { currency: '' }],
    ['amount', 'addon 9', { addons: new Map([['9', 1]]) }],
    ['addon', '4602', { addons: new Map([['4602', 11]]) }],
    ['addon', '4602', { addons: new Map([['4602', 1.5]]) }],
    ['amount', 'addon 4603', { addons: new Map([['4603', 6]]) }],
    ['amount', 'addon 4602', { period: '12', addons: new Map([['4602', 2]]) }],
  ])('names the gap: %s %s', (gap, missing, change) => {
    expect(ask(change)).toEqual({ sold: false, cost: money('', ''), gap, missing });
  });

  test('a price that is no number is no price', () => {
    const odd = parsePricelists(
      parseXml(
        '<doc><pricelist><id>1</id><price><period cost="call us" type="month" length="1"/></price></pricelist></doc>',
      ),
    );
    const answer = priceOf(odd, { pricelist: '1', period: '1', addons: new Map() });
    expect(answer).toMatchObject({ sold: false, gap: 'amount', missing: 'call us' });
  });

  test('a price without a currency is in the account’s', () => {
    const bare = parsePricelists(
      parseXml(
        '<doc><pricelist><id>1</id><price><period cost="2" type="month" length="1"/></price></pricelist></doc>',
      ),
    );
    const answer = priceOf(bare, {
      pricelist: '1',
      period: '1',
      addons: new Map(),
      currency: 'EUR',
    });
    expect(answer).toEqual({ sold: true, cost: money('2.00') });
  });
});
