import { expect, test } from 'vitest';
import {
  ask,
  contentOf,
  errorOf,
  orderUpstream,
  request,
  rowIds,
  sandboxFor,
  textOf,
} from './helpers.ts';

test('rows have the listed fields, and no key', async () => {
  const sandbox = await sandboxFor({ settings: { list_status: 'status' } });
  await orderUpstream(sandbox, { remoteid: '117' });
  const xml = await ask(sandbox, 'soft');
  const names = [...contentOf(xml).matchAll(/<([a-z_]+)>/g)].map(match => match[1]);
  expect(names).toEqual(
    'elem id name ip licname pricelist pricelist_id period status createdate expiredate autoprolong cost remoteid p_cnt p_num p_elems'.split(
      ' ',
    ),
  );
  expect(textOf(xml, 'pricelist')).toBe('ISPmanager 5 Lite');
  sandbox.set('list_status', 'item_status');
  expect(textOf(await ask(sandbox, 'soft'), 'item_status')).toBe('2');
});

test('pages are cut as asked, by default and by the cap', async () => {
  const sandbox = await sandboxFor({ settings: { page_default: '3', page_cap: '5' } });
  sandbox.populate(12);
  const all = sandbox.upstreamServices().map(each => each.id);
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual(all.slice(0, 3));
  expect(rowIds(await ask(sandbox, 'soft', { p_num: 2 }))).toEqual(all.slice(3, 6));
  expect(rowIds(await ask(sandbox, 'soft', { p_num: 2, p_cnt: 4 }))).toEqual(all.slice(4, 8));
  expect(rowIds(await ask(sandbox, 'soft', { p_num: 3, p_cnt: 100 }))).toEqual(all.slice(10));
  expect(rowIds(await ask(sandbox, 'soft', { p_num: 4, p_cnt: 100 }))).toEqual([]);
});

test('a list may move while it is read: what changed last comes first', async () => {
  const sandbox = await sandboxFor({ settings: { list_order: 'changed', page_default: '2' } });
  const ids: number[] = [];
  for (let host = 1; host <= 3; host += 1)
    ids.push(await orderUpstream(sandbox, { ip: `192.0.2.${host}` }));
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([ids[2], ids[1]]);
  sandbox.person('rename', ids[0] ?? 0, 'moved');
  expect(rowIds(await ask(sandbox, 'soft', { p_num: 2 }))).toEqual([ids[1]]);
});

test('a filter stays with the user and narrows every later list, but not the form', async () => {
  const sandbox = await sandboxFor();
  const first = await orderUpstream(sandbox, { remoteid: '11' });
  const second = await orderUpstream(sandbox, { remoteid: '117', ip: '192.0.2.2' });
  const third = await orderUpstream(sandbox, { remoteid: '9', ip: '192.0.2.3' });
  await ask(sandbox, 'soft.filter', { remoteid: '11', sok: 'ok' });
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([first, second]);
  expect(textOf(await ask(sandbox, 'soft.filter'), 'remoteid')).toBe('11');
  expect(textOf(await ask(sandbox, 'soft.edit', { elid: third }), 'id')).toBe(String(third));
  sandbox.set('filter_match', 'exact');
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([first]);
  await ask(sandbox, 'soft.filter', { status: 3, sok: 'ok' });
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([]);
  await ask(sandbox, 'soft.filter', { sok: 'ok' });
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([first, second, third]);
});

test('a person may set a filter meanwhile', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  sandbox.setFilter('soft', { ip: '203.0.113' });
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([]);
  sandbox.setFilter('soft');
  sandbox.addFault({ side: 'upstream', func: 'soft', action: 'filter:remoteid=nobody', nth: 2 });
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([id]);
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([]);
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([]);
});

test('the price list is public, in both currencies, with addons, and narrowed by type and tariff', async () => {
  const sandbox = await sandboxFor();
  const xml = await (
    await request(sandbox, { func: 'pricelist.export', itemtype: 'addition', out: 'xml' })
  ).text();
  expect(xml).toContain('<id>23221</id><name>DDoS-GUARD</name><intname>DDoSGUARD</intname>');
  expect(xml).toContain('<additionintname>DDoSGUARD</additionintname>');
  expect(xml).toContain(
    '<price currency="RUB"><period cost="950.0000" type="month" length="1">monthly</period></price>',
  );
  const one = await ask(sandbox, 'pricelist.export', { pricelist: 4601 });
  expect(one.match(/<pricelist><id>/g)).toHaveLength(1);
  expect(one).toMatch(
    /<addon><id>4602<\/id>.*<addonmin>0<\/addonmin><addonlimit>1<\/addonlimit><addonmax>1000<\/addonmax><addontype>2<\/addontype><billtype>2<\/billtype><\/addon>/,
  );
  sandbox.set('sold.4601', 'off');
  sandbox.set('price.3541.1', '5.25');
  expect(
    await ask(sandbox, 'pricelist.export', { pricelist: 4601, onlyavailable: 'on' }),
  ).not.toMatch(/<pricelist><id>/);
  expect(await ask(sandbox, 'pricelist.export', { pricelist: 3541 })).toContain(
    'cost="5.2500" type="month" length="1"',
  );
});

test('JSON and bjson tell the same, each in its own shape', async () => {
  const sandbox = await sandboxFor();
  const json = await ask(sandbox, 'pricelist.export', { pricelist: 23221, out: 'json' });
  expect(JSON.parse(json)).toMatchObject({
    doc: {
      pricelist: [
        {
          id: { $: '23221' },
          price: [{ $currency: 'EUR' }, { $currency: 'RUB', period: { $cost: '950.0000' } }],
        },
      ],
    },
  });
  await orderUpstream(sandbox);
  expect(JSON.parse(await ask(sandbox, 'soft', { out: 'json' }))).toMatchObject({
    doc: { elem: [{ ip: { $: '192.0.2.1' } }] },
  });
  expect(JSON.parse(await ask(sandbox, 'soft', { out: 'bjson' }))).toMatchObject({
    elem: [{ ip: '192.0.2.1' }],
    p_elems: '1',
  });
  const error = JSON.parse(await ask(sandbox, 'soft.edit', { elid: 1, out: 'json' }));
  expect(error).toMatchObject({
    doc: { error: { $type: 'missed', $object: 'elid', $value: '1' } },
  });
});

test("the Date header is the sandbox's time", async () => {
  const sandbox = await sandboxFor();
  sandbox.setClock('2031-05-05');
  const answer = await request(sandbox, { func: 'pricelist.export', out: 'xml' });
  expect(new Date(answer.headers.get('date') ?? '').toISOString()).toMatch(/^2031-05-05/);
  expect(answer.headers.get('content-type')).toMatch(/^text\/xml/);
});

test('the oldest dialect orders, changes, stops and lists the same licenses', async () => {
  const sandbox = await sandboxFor();
  const wish = { price: 7, period: 8, licname: 'old', ip: '192.0.2.1' };
  expect(await ask(sandbox, 'software.licinfo', wish)).toContain('<ok/>');
  const elid = textOf(await ask(sandbox, 'software.edit', { ...wish, sok: 'yes' }), 'id') ?? '';
  expect(sandbox.charges().map(each => [each.service, each.amount, each.remoteid])).toEqual([
    [Number(elid), '3.00', ''],
  ]);
  expect(errorOf(await ask(sandbox, 'software.licinfo', wish))).toBe('exists:ip:192.0.2.1');
  expect(errorOf(await ask(sandbox, 'software.edit', { ...wish, period: 16, sok: 'yes' }))).toBe(
    'value:period:16',
  );
  expect(errorOf(await ask(sandbox, 'software.edit', { ...wish, price: 3541, sok: 'yes' }))).toBe(
    'missed:price:3541',
  );
  expect(
    textOf(await ask(sandbox, 'software.edit', { elid, licname: 'new', sok: 'yes' }), 'id'),
  ).toBe(elid);
  await ask(sandbox, 'software.disable', { elid, sok: 'yes' });
  expect(sandbox.upstreamServices()[0]).toMatchObject({ licname: 'new', status: 3 });
  await ask(sandbox, 'software.enable', { elid, sok: 'yes' });
  const list = await ask(sandbox, 'software', { api: 'on' });
  expect([textOf(list, 'id'), textOf(list, 'price'), textOf(list, 'status')]).toEqual([
    elid,
    '7',
    '2',
  ]);
  expect(rowIds(await ask(sandbox, 'soft'))).toEqual([Number(elid)]);
  expect(textOf(await ask(sandbox, 'accountinfo'), 'balance')).toBe('997.00');
});

test('an upstream may understand one dialect only', async () => {
  const sandbox = await sandboxFor({ settings: { dialect: 'classic' } });
  expect(errorOf(await ask(sandbox, 'soft'))).toBe('missed:func:soft');
  expect(errorOf(await ask(sandbox, 'software'))).toBe('');
  sandbox.set('dialect', 'current');
  expect(errorOf(await ask(sandbox, 'software'))).toBe('missed:func:software');
});

test('too many requests in a second are refused when a limit is set', async () => {
  const sandbox = await sandboxFor({ settings: { rate_limit: '2' } });
  const errors = await Promise.all(
    Array.from({ length: 12 }, async () => errorOf(await ask(sandbox, 'subaccount'))),
  );
  expect(errors).toContain('limit:rate:2');
});
