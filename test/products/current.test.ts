import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { currentUpstream } from '../../src/products/current.ts';
import type { Itemtype, OrderRequest } from '../../src/products/upstream.ts';
import { caught } from './caught.ts';
import { type Answer, errorXml, ScriptedManager } from './scripted-manager.ts';

const ORDER: OrderRequest = {
  itemtype: 'soft',
  pricelist: '4601',
  period: '1',
  ip: '192.0.2.7',
  licname: 'service117',
  remoteid: '117',
  addons: new Map([['4602', 3]]),
};

function upstreamWith(answers: Record<string, Answer>) {
  const manager = new ScriptedManager(answers);
  return { manager, upstream: currentUpstream(manager) };
}

describe('order', () => {
  test('charges at once, without renewal by the upstream, marked with our id', async () => {
    const { manager, upstream } = upstreamWith({ 'soft.order.param': '<doc><id>777</id></doc>' });
    expect(await upstream.order(ORDER)).toEqual({ id: '777' });
    expect(manager.calls).toEqual([
      {
        func: 'soft.order.param',
        kind: 'act',
        params: {
          pricelist: '4601',
          period: '1',
          ip: '192.0.2.7',
          licname: 'service117',
          addon_4602: '3',
          remoteid: '117',
          autoprolong: 'null',
          skipbasket: 'on',
          clicked_button: 'finish',
          sok: 'ok',
        },
      },
    ]);
  });

  test.each<[Itemtype, Record<string, string>]>([
    ['softexternal', { ip: '192.0.2.7', licname: 'service117' }],
    ['platform', { comment: 'service117', addon_4602: '3' }],
    ['addition', { item: '555' }],
  ])('%s sends the parameters of its type and no others', async (itemtype, own) => {
    const func = `${itemtype}.order.param`;
    const { manager, upstream } = upstreamWith({ [func]: '<doc><id>777</id></doc>' });
    await upstream.order({ ...ORDER, itemtype, parentItem: '555' });
    expect(manager.calls[0]?.params).toEqual({
      pricelist: '4601',
      period: '1',
      ...own,
      remoteid: '117',
      autoprolong: 'null',
      skipbasket: 'on',
      clicked_button: 'finish',
      sok: 'ok',
    });
  });

  test.each([
    ['directly', '<doc><id>777</id></doc>'],
    ['as item.id', '<doc><item.id>777</item.id></doc>'],
    ['one level deeper', '<doc><doc><id>777</id></doc></doc>'],
    ['as item.id one level deeper', '<doc><ok/><doc><item.id>777</item.id></doc></doc>'],
    ['twice the same', '<doc><id>777</id><doc><item.id>777</item.id></doc></doc>'],
    ['in JSON', '{"doc":{"id":{"$":"777"}}}'],
    ['in JSON one level deeper', '{"doc":{"doc":{"item.id":{"$":"777"}}}}'],
    ['in bjson', '{"model":{"id":{"v":"777"}}}'],
  ])('reads the new id %s', async (_, answer) => {
    const { upstream } = upstreamWith({ 'soft.order.param': answer });
    expect(await upstream.order(ORDER)).toEqual({ id: '777' });
  });

  test.each([
    ['no id', '<doc><ok/></doc>'],
    ['an empty id', '<doc><id/></doc>'],
    ['an id of zero', '<doc><id>0</id></doc>'],
    ['an id that is no number', '<doc><id>basket</id></doc>'],
    ['two different ids', '<doc><id>777</id><item.id>778</item.id></doc>'],
  ])('an answer with %s leaves the outcome unknown', async (_, answer) => {
    const { upstream } = upstreamWith({ 'soft.order.param': answer });
    const fault = await caught(upstream.order(ORDER));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'unknown']);
  });

  test('without an address it is refused before anything is asked', async () => {
    const { manager, upstream } = upstreamWith({});
    expect((await caught(upstream.order({ ...ORDER, ip: ' ' }))).type).toBe('address_missing');
    expect((await caught(upstream.order({ ...ORDER, itemtype: 'addition' }))).type).toBe('argument_missing');
    expect(manager.calls).toEqual([]);
  });

  test.each([
    [errorXml('value', 'period', '3'), 'period_unsold', 'final'],
    [errorXml('value', 'licname', 'x'), 'upstream_value', 'final'],
    [errorXml('money', '', '', 'Not enough money'), 'upstream_money', 'final'],
    [errorXml('auth'), 'upstream_auth', 'final'],
    [errorXml('access'), 'upstream_access', 'final'],
    [errorXml('exists', 'ip', '192.0.2.7', 'License exists'), 'upstream_refused', 'final'],
  ])('says what refused it: %s', async (answer, type, kind) => {
    const { upstream } = upstreamWith({ 'soft.order.param': answer });
    const fault = await caught(upstream.order(ORDER));
    expect([fault.type, fault.kind]).toEqual([type, kind]);
  });

  test('a lost answer passes as it is: unknown', async () => {
    const { upstream } = upstreamWith({ 'soft.order.param': new Fault('upstream_answer_lost') });
    const fault = await caught(upstream.order(ORDER));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_lost', 'unknown']);
  });
});

describe('checkAddress', () => {
  test('asks for the kind of license and the address', async () => {
    const { manager, upstream } = upstreamWith({ 'soft.checkip': '<doc><ok/></doc>' });
    await upstream.checkAddress(ORDER);
    expect(manager.calls).toEqual([
      { func: 'soft.checkip', kind: 'read', params: { pricelist: '4601', period: '1', ip: '192.0.2.7' } },
    ]);
  });

  test.each<Itemtype>(['softexternal', 'platform', 'addition'])(
    '%s has no check, nothing is asked',
    async itemtype => {
      const { manager, upstream } = upstreamWith({});
      await upstream.checkAddress({ ...ORDER, itemtype });
      expect(manager.calls).toEqual([]);
    },
  );

  test.each(['value', 'exists', 'limit', 'license', 'somethingnew'])(
    "an error %s about the address refuses it in the upstream's words",
    async type => {
      const answer = errorXml(type, 'ip', '192.0.2.7', 'The address has a license already');
      const { upstream } = upstreamWith({ 'soft.checkip': answer });
      const fault = await caught(upstream.checkAddress(ORDER));
      expect([fault.type, fault.kind, fault.object, fault.value]).toEqual([
        'address_refused',
        'final',
        'The address has a license already',
        '192.0.2.7',
      ]);
    },
  );

  test.each([
    [errorXml('auth'), 'upstream_auth'],
    [errorXml('access'), 'upstream_access'],
    [errorXml('money'), 'upstream_money'],
    [errorXml('missed', 'pricelist', '4601'), 'upstream_missed'],
    [errorXml('value', 'pricelist', '4601'), 'upstream_value'],
    [errorXml('value', 'period', '5'), 'period_unsold'],
    [errorXml('database_error'), 'upstream_refused'],
    [new Fault('upstream_unreachable'), 'upstream_unreachable'],
    [new Fault('upstream_certificate'), 'upstream_certificate'],
    [new Fault('upstream_busy'), 'upstream_busy'],
  ])('what says nothing of the address passes unchanged (%s)', async (answer, type) => {
    const { upstream } = upstreamWith({ 'soft.checkip': answer });
    expect((await caught(upstream.checkAddress(ORDER))).type).toBe(type);
  });
});

describe('read', () => {
  const FORM =
    '<id>777</id><name>ISPmanager Lite #777</name><licname>service117</licname><ip>192.0.2.7</ip>' +
    '<lickey>KEY-1</lickey><status>2</status><pricelist>4601</pricelist><pricelist_name>Business</pricelist_name>' +
    '<period>1</period><expiredate>2026-12-21</expiredate><createdate>2026-11-21 10:00:00</createdate>' +
    '<ip_change_date>2026-12-22</ip_change_date><lickey_change_date>0000-00-00</lickey_change_date>' +
    '<remoteid>117</remoteid><addon_4602>3</addon_4602><addon_4603>2.0000</addon_4603><addon_9>on</addon_9>';
  const LICENSE = {
    id: '777',
    itemtype: 'soft',
    name: 'ISPmanager Lite #777',
    status: 'active',
    ip: '192.0.2.7',
    licname: 'service117',
    pricelist: '4601',
    period: 1,
    createdate: '2026-11-21',
    expiredate: '2026-12-21',
    remoteid: '117',
    cost: '',
    lickey: 'KEY-1',
    ipChangeDate: '2026-12-22',
    lickeyChangeDate: null,
    parentItem: '',
    addons: new Map([
      ['4602', 3],
      ['4603', 2],
      ['9', 1],
    ]),
  };

  test.each([
    ['directly', `<doc>${FORM}</doc>`],
    ['one level deeper', `<doc><elid>777</elid><doc>${FORM}</doc></doc>`],
  ])('reads the form %s', async (_, answer) => {
    const { manager, upstream } = upstreamWith({ 'soft.edit': answer });
    expect(await upstream.read('soft', '777')).toEqual(LICENSE);
    expect(manager.calls).toEqual([{ func: 'soft.edit', kind: 'read', params: { elid: '777' } }]);
  });

  test.each([
    ['JSON', (text: string) => `{"doc":{${text}}}`, '$'],
    ['bjson', (text: string) => `{"model":{${text}}}`, 'v'],
  ])('reads the form from %s', async (_, wrap, key) => {
    const fields = Object.entries({
      id: '777',
      status: '3',
      lickey: 'K',
      expiredate: '2027-01-31',
      addon_4602: '2',
    });
    const body = fields.map(([name, text]) => `"${name}":{"${key}":"${text}"}`).join(',');
    const { upstream } = upstreamWith({ 'soft.edit': wrap(body) });
    expect(await upstream.read('soft', '777')).toMatchObject({
      id: '777',
      status: 'suspended',
      lickey: 'K',
      expiredate: '2027-01-31',
      addons: new Map([['4602', 2]]),
    });
  });

  test('fields may be missing', async () => {
    const { upstream } = upstreamWith({ 'soft.edit': '<doc><elid>777</elid></doc>' });
    expect(await upstream.read('soft', '777')).toMatchObject({
      id: '777',
      status: null,
      expiredate: null,
      period: null,
      lickey: '',
      remoteid: '',
      remoteidUntold: true,
    });
  });

  test.each([
    ['1', 'ordered'],
    ['5', 'processing'],
    ['4', 'deleted'],
    ['Active', 'active'],
    ['Остановлен', 'suspended'],
    ['9', null],
  ])('status %s is %s', async (text, status) => {
    const { upstream } = upstreamWith({ 'soft.edit': `<doc><id>7</id><status>${text}</status></doc>` });
    expect((await upstream.read('soft', '7'))?.status).toBe(status);
  });

  test('the number beside a status in words wins', async () => {
    const answer = '<doc><id>7</id><status>Something</status><orig_status>3</orig_status></doc>';
    const { upstream } = upstreamWith({ 'soft.edit': answer });
    expect((await upstream.read('soft', '7'))?.status).toBe('suspended');
  });

  test('missed is null', async () => {
    for (const answer of [
      errorXml('missed', 'soft', '777'),
      errorXml('missed', 'elid'),
      errorXml('missed'),
    ]) {
      const { upstream } = upstreamWith({ 'soft.edit': answer });
      expect(await upstream.read('soft', '777')).toBeNull();
    }
  });

  test.each([
    ['someone else’s document', '<doc><id>778</id></doc>'],
    ['a form inside that is someone else’s', '<doc><elid>777</elid><doc><id>778</id></doc></doc>'],
    ['a document without an id', '<doc/>'],
    ['missed about another object', errorXml('missed', 'pricelist', '4601')],
  ])('%s proves nothing and is asked again later', async (_, answer) => {
    const { upstream } = upstreamWith({ 'soft.edit': answer });
    const fault = await caught(upstream.read('soft', '777'));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'passing']);
  });

  test('a right that is missing is no license that is gone', async () => {
    const { upstream } = upstreamWith({ 'soft.edit': errorXml('access') });
    expect((await caught(upstream.read('soft', '777'))).type).toBe('upstream_access');
  });

  test('a module tells its license and has no key; a platform is named by its comment', async () => {
    const { upstream } = upstreamWith({
      'addition.edit': '<doc><id>7</id><item>555</item><lickey>K</lickey></doc>',
      'platform.edit': '<doc><id>8</id><comment>vm</comment><lickey>K</lickey></doc>',
    });
    expect(await upstream.read('addition', '7')).toMatchObject({ parentItem: '555', lickey: '' });
    expect(await upstream.read('platform', '8')).toMatchObject({
      licname: 'vm',
      lickey: 'K',
      parentItem: '',
    });
  });
});

describe('what is done to a license', () => {
  const SOFT = { itemtype: 'soft', id: '777' } as const;

  test.each([
    ['one level deeper', '<doc><doc><newexpiredate>2027-01-21</newexpiredate></doc></doc>', '2027-01-21'],
    ['directly', '<doc><newexpiredate>2027-01-21 00:00:00</newexpiredate></doc>', '2027-01-21'],
    ['in JSON', '{"doc":{"doc":{"newexpiredate":{"$":"2027-01-21"}}}}', '2027-01-21'],
    ['not at all', '<doc><ok/></doc>', null],
    ['as an empty date', '<doc><newexpiredate>0000-00-00</newexpiredate></doc>', null],
  ])('prolong reads the new end date %s', async (_, answer, expiredate) => {
    const { manager, upstream } = upstreamWith({ 'service.prolong': answer });
    expect(await upstream.prolong(SOFT, '12')).toEqual({ expiredate });
    expect(manager.calls).toEqual([
      { func: 'service.prolong', kind: 'act', params: { elid: '777', period: '12', sok: 'ok' } },
    ]);
  });

  test('prolong says that a period is not sold', async () => {
    const { upstream } = upstreamWith({ 'service.prolong': errorXml('value', 'period', '5') });
    const fault = await caught(upstream.prolong(SOFT, '5'));
    expect([fault.type, fault.object, fault.value]).toEqual(['period_unsold', '777', '5']);
  });

  test.each<[Itemtype, Record<string, string>]>([
    ['soft', { ip: '192.0.2.8', licname: 'new', remoteid: '118', addon_4602: '4' }],
    ['softexternal', { ip: '192.0.2.8', licname: 'new', remoteid: '118' }],
    ['platform', { comment: 'new', remoteid: '118', addon_4602: '4' }],
    ['addition', { item: '556', remoteid: '118' }],
  ])('change of %s sends what the type has', async (itemtype, own) => {
    const { manager, upstream } = upstreamWith({ [`${itemtype}.edit`]: '<doc><ok/></doc>' });
    await upstream.change(
      { itemtype, id: '777' },
      { ip: '192.0.2.8', licname: 'new', remoteid: '118', parentItem: '556', addons: new Map([['4602', 4]]) },
    );
    expect(manager.calls).toEqual([
      { func: `${itemtype}.edit`, kind: 'act', params: { elid: '777', ...own, sok: 'ok' } },
    ]);
  });

  test('change sends only what changes, an empty value too, and nothing at all when the type has none of it', async () => {
    const { manager, upstream } = upstreamWith({ 'soft.edit': '<doc/>' });
    await upstream.change(SOFT, { remoteid: '' });
    await upstream.change({ itemtype: 'addition', id: '9' }, { ip: '192.0.2.8', licname: 'x' });
    expect(manager.calls.map(call => call.params)).toEqual([{ elid: '777', remoteid: '', sok: 'ok' }]);
  });

  test('a new key is asked by its button', async () => {
    const { manager, upstream } = upstreamWith({ 'soft.edit': '<doc><doc><lickey>NEW</lickey></doc></doc>' });
    expect(await upstream.newKey(SOFT)).toBe('NEW');
    expect(manager.calls[0]).toEqual({
      func: 'soft.edit',
      kind: 'act',
      params: { elid: '777', clicked_button: 'newkey', sok: 'ok' },
    });
    expect((await caught(upstream.newKey({ itemtype: 'addition', id: '7' }))).type).toBe('not_sold_here');
  });

  test('suspend, resume and delete name the license', async () => {
    const { manager, upstream } = upstreamWith({
      'platform.suspend': '<doc/>',
      'platform.resume': '<doc/>',
      'platform.delete': '<doc/>',
    });
    const platform = { itemtype: 'platform', id: '7' } as const;
    await upstream.suspend(platform);
    await upstream.resume(platform);
    await upstream.delete(platform);
    expect(manager.calls.map(call => [call.func, call.kind, call.params['elid']])).toEqual([
      ['platform.suspend', 'act', '7'],
      ['platform.resume', 'act', '7'],
      ['platform.delete', 'act', '7'],
    ]);
  });

  test('another tariff is asked with its period', async () => {
    const { manager, upstream } = upstreamWith({ 'service.changepricelist': '<doc/>' });
    await upstream.changePricelist(SOFT, '3541', '1');
    expect(manager.calls[0]?.params).toEqual({ elid: '777', pricelist: '3541', period: '1', sok: 'ok' });
  });
});

describe('lists and the account', () => {
  test('a page comes as it is sent, tariff names are no ids', async () => {
    const { manager, upstream } = upstreamWith({
      soft:
        '<doc><elem><id>1</id><pricelist>ISPmanager Lite</pricelist><pricelist_id>3541</pricelist_id>' +
        '<item_status>2</item_status><period>12</period><remoteid/><cost>50.0000</cost></elem>' +
        '<elem><id>1</id><pricelist>ISPmanager Lite</pricelist><status>3</status></elem></doc>',
    });
    expect(await upstream.listPage('soft', 2, 100)).toMatchObject([
      { id: '1', pricelist: '3541', status: 'active', period: 12, remoteid: '', cost: '50.0000' },
      { id: '1', pricelist: '', status: 'suspended', remoteidUntold: true },
    ]);
    expect(manager.calls).toEqual([{ func: 'soft', kind: 'read', params: { p_num: '2', p_cnt: '100' } }]);
  });

  test('a page out of JSON with one row or many', async () => {
    const { upstream } = upstreamWith({
      soft: '{"doc":{"elem":{"id":{"$":"1"},"status":{"$":"2"}}}}',
      platform: '{"doc":{"elem":[{"id":{"$":"1"}},{"id":{"$":"2"}}]}}',
    });
    expect((await upstream.listPage('soft', 1, 10)).map(row => row.id)).toEqual(['1']);
    expect((await upstream.listPage('platform', 1, 10)).map(row => row.id)).toEqual(['1', '2']);
  });

  test('a row without an id makes the page worthless', async () => {
    const { upstream } = upstreamWith({ soft: '<doc><elem><name>x</name></elem></doc>' });
    const fault = await caught(upstream.listPage('soft', 1, 10));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'passing']);
  });

  test('a filter is cleared by setting none', async () => {
    const { manager, upstream } = upstreamWith({ 'addition.filter': '<doc/>' });
    await upstream.clearFilter('addition');
    expect(manager.calls).toEqual([{ func: 'addition.filter', kind: 'read', params: { sok: 'ok' } }]);
  });

  test('the price list is asked by type where the upstream knows it, and cut to the asked tariff', async () => {
    const both = '<doc><pricelist><id>1</id></pricelist><pricelist><id>2</id></pricelist></doc>';
    const { manager, upstream } = upstreamWith({ 'pricelist.export': both });
    expect((await upstream.priceList({ itemtype: 'soft', pricelist: '2' })).map(list => list.id)).toEqual([
      '2',
    ]);
    expect(await upstream.priceList({ itemtype: 'platform' })).toHaveLength(2);
    expect(await upstream.priceList()).toHaveLength(2);
    expect(manager.calls.map(call => call.params)).toEqual([{ itemtype: 'soft', pricelist: '2' }, {}, {}]);
  });

  test('balances are told by currency', async () => {
    const { upstream } = upstreamWith({
      subaccount:
        '<doc><elem><id>1</id><balance>10.1000</balance><currency_iso>EUR</currency_iso></elem>' +
        '<elem><id>2</id><balance>0.2</balance><currency>eur</currency></elem>' +
        '<elem><id>3</id><balance>-1 234,50 RUB</balance><currency>126</currency></elem></doc>',
    });
    expect(await upstream.balance()).toEqual([
      { amount: '10.30', currency: 'EUR' },
      { amount: '-1234.50', currency: 'RUB' },
    ]);
  });

  test.each(['<doc/>', '<doc><elem><balance>much</balance></elem></doc>'])(
    'a balance that cannot be read is no balance: %s',
    async answer => {
      const { upstream } = upstreamWith({ subaccount: answer });
      expect((await caught(upstream.balance())).kind).toBe('passing');
    },
  );

  test('today is the upstream’s, and unknown before it has answered', () => {
    const { manager, upstream } = upstreamWith({});
    expect(upstream.today()).toBeNull();
    manager.time = new Date('2026-11-21T23:59:59Z');
    expect(upstream.today()).toBe('2026-11-21');
  });

  test('the login is checked by a read', async () => {
    const { manager, upstream } = upstreamWith({ soft: errorXml('auth', '', '', 'Bad login') });
    expect((await caught(upstream.checkLogin())).type).toBe('upstream_auth');
    expect(manager.calls[0]?.kind).toBe('read');
  });
});
