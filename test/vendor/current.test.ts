import { describe, expect, test } from 'vitest';
import type { Itemtype } from '../../src/vendor/vendor.ts';
import { PERMIT, permitFor } from '../support/permit.ts';
import { caught } from './caught.ts';
import { errorXml } from './scripted-manager.ts';
import { current } from './support.ts';

describe('what is done to a license', () => {
  const SOFT = permitFor('soft', '777');

  test.each([
    [
      'one level deeper',
      '<doc><doc><newexpiredate>2027-01-21</newexpiredate></doc></doc>',
      '2027-01-21',
    ],
    ['directly', '<doc><newexpiredate>2027-01-21 00:00:00</newexpiredate></doc>', '2027-01-21'],
    ['not at all', '<doc><ok/></doc>', null],
    ['as an empty date', '<doc><newexpiredate>0000-00-00</newexpiredate></doc>', null],
  ])('prolong reads the new end date %s', async (_, answer, expiredate) => {
    const { manager, vendor } = current({ 'service.prolong': answer });
    expect(await vendor.prolong(SOFT, '12')).toEqual({ expiredate });
    expect(manager.calls).toEqual([
      { func: 'service.prolong', kind: 'act', params: { elid: '777', period: '12', sok: 'ok' } },
    ]);
  });

  test('prolong says that a period is not sold', async () => {
    const { vendor } = current({ 'service.prolong': errorXml('value', 'period', '5') });
    const fault = await caught(vendor.prolong(SOFT, '5'));
    expect([fault.type, fault.object, fault.value]).toEqual(['period_unsold', '777', '5']);
  });

  test.each<[Itemtype, Record<string, string>]>([
    ['soft', { ip: '192.0.2.8', licname: 'new', remoteid: '118', addon_4602: '4' }],
    ['softexternal', { ip: '192.0.2.8', licname: 'new', remoteid: '118' }],
    ['platform', { comment: 'new', remoteid: '118', addon_4602: '4' }],
    ['addition', { item: '556', remoteid: '118' }],
  ])('change of %s sends what the type has', async (itemtype, own) => {
    const { manager, vendor } = current({ [`${itemtype}.edit`]: '<doc><ok/></doc>' });
    await vendor.change(permitFor(itemtype, '777'), {
      ip: '192.0.2.8',
      licname: 'new',
      remoteid: '118',
      parentItem: '556',
      addons: new Map([['4602', 4]]),
    });
    expect(manager.calls).toEqual([
      { func: `${itemtype}.edit`, kind: 'act', params: { elid: '777', ...own, sok: 'ok' } },
    ]);
  });

  test('change sends only what changes, an empty value too, and nothing at all when the type has none of it', async () => {
    const { manager, vendor } = current({ 'soft.edit': '<doc/>' });
    await vendor.change(SOFT, { remoteid: '' });
    await vendor.change(permitFor('addition', '9'), { ip: '192.0.2.8', licname: 'x' });
    expect(manager.calls.map(call => call.params)).toEqual([
      { elid: '777', remoteid: '', sok: 'ok' },
    ]);
  });

  test('a new key is asked by its button', async () => {
    const { manager, vendor } = current({
      'soft.edit': '<doc><doc><lickey>NEW</lickey></doc></doc>',
    });
    expect(await vendor.newKey(SOFT)).toBe('NEW');
    expect(manager.calls[0]).toEqual({
      func: 'soft.edit',
      kind: 'act',
      params: { elid: '777', clicked_button: 'newkey', sok: 'ok' },
    });
    expect((await caught(vendor.newKey(permitFor('addition', '7')))).type).toBe('not_sold_here');
  });

  test('suspend, resume and delete name the license', async () => {
    const { manager, vendor } = current({
      'platform.suspend': '<doc/>',
      'platform.resume': '<doc/>',
      'platform.delete': '<doc/>',
    });
    const platform = permitFor('platform', '7');
    await vendor.suspend(platform);
    await vendor.resume(platform);
    await vendor.delete(platform);
    expect(manager.calls.map(call => [call.func, call.kind, call.params['elid']])).toEqual([
      ['platform.suspend', 'act', '7'],
      ['platform.resume', 'act', '7'],
      ['platform.delete', 'act', '7'],
    ]);
  });

  test('another tariff is asked with its period', async () => {
    const { manager, vendor } = current({ 'service.changepricelist': '<doc/>' });
    await vendor.changePricelist(SOFT, '3541', '1');
    expect(manager.calls[0]?.params).toEqual({
      elid: '777',
      pricelist: '3541',
      period: '1',
      sok: 'ok',
    });
  });
});

describe('lists and the account', () => {
  test('a page comes as it is sent, tariff names are no ids', async () => {
    const { manager, vendor } = current({
      soft:
        '<doc><elem><id>1</id><pricelist>ISPmanager Lite</pricelist><pricelist_id>3541</pricelist_id>' +
        '<item_status>2</item_status><period>12</period><remoteid/><cost>50.0000</cost></elem>' +
        '<elem><id>1</id><pricelist>ISPmanager Lite</pricelist><status>3</status></elem></doc>',
    });
    expect((await vendor.listPage('soft', 2, 100)).rows).toMatchObject([
      { id: '1', pricelist: '3541', status: 'active', period: 12, remoteid: '', cost: '50.0000' },
      { id: '1', pricelist: '', status: 'suspended', remoteidUnknown: true },
    ]);
    expect(manager.calls).toEqual([
      { func: 'soft', kind: 'read', params: { p_num: '2', p_cnt: '100' } },
    ]);
  });

  test('tells how many rows the list has by its own word', async () => {
    for (const [told, rows] of [
      ['<p_elems>1234</p_elems>', 1234],
      ['<p_elems>many</p_elems>', null],
      ['', null],
    ] as const) {
      const { vendor } = current({ soft: `<doc><elem><id>1</id></elem>${told}</doc>` });
      expect((await vendor.listPage('soft', 1, 10)).told).toBe(rows);
    }
  });

  test('no more rows are asked for than one answer may have', async () => {
    const { manager, vendor } = current({ soft: '<doc/>' });
    await vendor.listPage('soft', 1, 10_000);
    expect(manager.calls[0]?.params['p_cnt']).toBe('2000');
  });

  test.each(['<name>x</name>', '<id>--help</id>', '<id>0</id>', '<id>1234567890123456</id>'])(
    'a row without an id (%s) makes the page worthless',
    async row => {
      const { vendor } = current({ soft: `<doc><elem>${row}</elem></doc>` });
      const fault = await caught(vendor.listPage('soft', 1, 10));
      expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'passing']);
    },
  );

  test.each(['\u000c', '\u0000', '&#1;', '&#xD800;', '\uD83D'])(
    'a name with %j in it is read with the character replaced, and so are the other rows',
    async broken => {
      const page = `<doc><elem><id>1</id><licname>a${broken}b</licname></elem><elem><id>2</id><licname>c</licname></elem></doc>`;
      const { vendor } = current({ soft: page });
      const { rows } = await vendor.listPage('soft', 1, 10);
      expect(rows.map(row => row.licname)).toEqual(['a\uFFFDb', 'c']);
    },
  );

  test('rows with a remoteid are asked for within the one call', async () => {
    const { manager, vendor } = current({
      soft: '<doc><elem><id>1</id><remoteid>117</remoteid></elem></doc>',
    });
    expect((await vendor.rowsByRemoteId('soft', '117')).map(row => row.id)).toEqual(['1']);
    expect(manager.calls).toEqual([
      {
        func: 'soft',
        kind: 'read',
        params: { filter: 'on', remoteid: '117', p_num: '1', p_cnt: '500' },
      },
    ]);
  });

  test('a filter is cleared by setting none', async () => {
    const { manager, vendor } = current({ 'addition.filter': '<doc/>' });
    await vendor.clearFilter('addition');
    expect(manager.calls).toEqual([
      { func: 'addition.filter', kind: 'read', params: { sok: 'ok' } },
    ]);
  });

  test('the price list is asked by type where the upstream knows it, and cut to the asked tariff', async () => {
    const both = '<doc><pricelist><id>1</id></pricelist><pricelist><id>2</id></pricelist></doc>';
    const { manager, vendor } = current({ 'pricelist.export': both });
    expect(
      (await vendor.priceList({ itemtype: 'soft', pricelist: '2' })).map(list => list.id),
    ).toEqual(['2']);
    expect(await vendor.priceList({ itemtype: 'platform' })).toHaveLength(2);
    expect(await vendor.priceList()).toHaveLength(2);
    expect(manager.calls.map(call => call.params)).toEqual([
      { itemtype: 'soft', pricelist: '2' },
      {},
      {},
    ]);
  });

  test('balances are told by currency', async () => {
    const { vendor } = current({
      subaccount:
        '<doc><elem><id>1</id><balance>10.1000</balance><currency_iso>EUR</currency_iso></elem>' +
        '<elem><id>2</id><balance>0.2</balance><currency>eur</currency></elem>' +
        '<elem><id>3</id><balance>-1 234,50 RUB</balance><currency>126</currency></elem></doc>',
    });
    expect(await vendor.balance()).toEqual([
      { amount: '10.30', currency: 'EUR' },
      { amount: '-1234.50', currency: 'RUB' },
    ]);
  });

  test('with a row that comes twice counts it once', async () => {
    const row = '<elem><id>1</id><balance>3.00</balance><currency_iso>EUR</currency_iso></elem>';
    const { vendor } = current({ subaccount: `<doc>${row}${row}</doc>` });
    expect(await vendor.balance()).toEqual([{ amount: '3.00', currency: 'EUR' }]);
  });

  test.each([
    ['\u221212.50', '-12.50'],
    ['- 12.50 EUR', '-12.50'],
    ['\u2013\u00a01.234,56 EUR', '-1234.56'],
    ['EUR 12.50', '12.50'],
  ])('the balance %s is %s', async (text, amount) => {
    const { vendor } = current({
      subaccount: `<doc><elem><balance>${text}</balance></elem></doc>`,
    });
    expect((await vendor.balance())[0]?.amount).toBe(amount);
  });

  test.each([
    '<doc/>',
    '<doc><elem><balance>much</balance></elem></doc>',
    '<doc><elem><balance>12.50-</balance></elem></doc>',
    '<doc><elem><balance>(12.50) EUR</balance></elem></doc>',
  ])('a balance that cannot be read is no balance: %s', async answer => {
    const { vendor } = current({ subaccount: answer });
    expect((await caught(vendor.balance())).kind).toBe('passing');
  });

  test('today is the upstream’s, and unknown before it has answered', () => {
    const { manager, vendor } = current({});
    expect(vendor.today()).toBeNull();
    manager.time = new Date('2026-11-21T23:59:59Z');
    expect(vendor.today()).toBe('2026-11-21');
  });

  test('the login is checked by a read', async () => {
    const { manager, vendor } = current({ soft: errorXml('auth', '', '', 'Bad login') });
    expect((await caught(vendor.checkLogin())).type).toBe('upstream_auth');
    expect(manager.calls[0]?.kind).toBe('read');
  });

  test.each([
    ['a form', '<doc func="logon"><authinfo/></doc>', 'the answer of logon'],
    ['rows of something else', '<doc><elem><name>x</name></elem></doc>', 'a row without an id'],
  ])('the login is not called good on %s; what was expected is said', async (_, answer, what) => {
    const { vendor } = current({ soft: answer });
    expect(await caught(vendor.checkLogin())).toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'passing',
      value: `${what}; expected was the list of licenses, <doc> with an <elem> for each`,
    });
  });

  test('the login is good on a list, be it empty', async () => {
    for (const answer of [
      '<doc/>',
      '<doc func="soft"><p_num>1</p_num><tparams/></doc>',
      '<doc func="list"><elem><id>1</id></elem></doc>',
    ])
      await current({ soft: answer }).vendor.checkLogin();
  });

  test.each([
    'order',
    'prolong',
    'change',
    'newKey',
    'suspend',
    'resume',
    'delete',
    'changePricelist',
    'clearFilter',
    'listPage',
    'priceList',
    'balance',
    'checkLogin',
  ] as const)('%s at a vendor without the function is not sold here', async method => {
    const missed = (call: { readonly func: string }) => errorXml('missed', 'func', call.func);
    const funcs = ['soft', 'soft.edit', 'soft.filter', 'soft.order.param', 'soft.suspend'];
    const others = ['soft.resume', 'soft.delete', 'subaccount', 'pricelist.export'];
    const of = ['service.prolong', 'service.changepricelist', ...funcs, ...others];
    const { vendor } = current(Object.fromEntries(of.map(func => [func, missed])));
    const soft = permitFor('soft', '777');
    const wish = { itemtype: 'soft', pricelist: '1', period: '1', ip: '192.0.2.7' } as const;
    const calls = {
      order: () =>
        vendor.order({ ...wish, licname: 'x', remoteid: '117', addons: new Map() }, PERMIT),
      prolong: () => vendor.prolong(soft, '1'),
      change: () => vendor.change(soft, { licname: 'x' }),
      newKey: () => vendor.newKey(soft),
      suspend: () => vendor.suspend(soft),
      resume: () => vendor.resume(soft),
      delete: () => vendor.delete(soft),
      changePricelist: () => vendor.changePricelist(soft, '2', '1'),
      clearFilter: () => vendor.clearFilter('soft'),
      listPage: () => vendor.listPage('soft', 1, 10),
      priceList: () => vendor.priceList(),
      balance: () => vendor.balance(),
      checkLogin: () => vendor.checkLogin(),
    };
    expect(await caught(calls[method]())).toMatchObject({ type: 'not_sold_here', kind: 'final' });
  });
});
