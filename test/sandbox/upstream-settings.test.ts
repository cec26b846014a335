import { expect, test } from 'vitest';
import { ask, errorOf, orderUpstream, rowIds, sandboxFor, textOf } from './helpers.ts';

test('an account on credit orders below nothing, as far as its limit goes', async () => {
  const sandbox = await sandboxFor({ settings: { balance: '-2', credit_limit: '10' } });
  await orderUpstream(sandbox);
  expect(textOf(await ask(sandbox, 'subaccount'), 'balance')).toBe('-6.00');
  await orderUpstream(sandbox, { ip: '192.0.2.2' });
  const refused = await ask(sandbox, 'soft.order.param', {
    ...{ pricelist: 3541, period: 1, ip: '192.0.2.3', skipbasket: 'on', sok: 'ok' },
  });
  expect(errorOf(refused)).toBe('not_enough_money:balance:4.00');
  for (const [name, value] of [
    ['have', '-10.00'],
    ['limit', '10.00'],
    ['available', '0.00'],
  ])
    expect(refused).toContain(`<param name="${name}">${value}</param>`);
  // what costs nothing is given to a debtor, too
  expect(await orderUpstream(sandbox, { pricelist: 55239, period: -100 })).toBeGreaterThan(0);
});

test('a partner is charged less than the list says', async () => {
  const sandbox = await sandboxFor({ settings: { balance: '3', discount_percent: '25' } });
  await orderUpstream(sandbox);
  expect(sandbox.charges().map(each => each.amount)).toEqual(['3.00']);
  expect(sandbox.balance()['EUR']).toBe('0.00');
  expect(await ask(sandbox, 'pricelist.export', { pricelist: 3541 })).toContain('cost="4.0000"');
});

test('a login may lack the right to see the balance, and orders all the same', async () => {
  const sandbox = await sandboxFor({ settings: { balance_right: 'off' } });
  for (const func of ['subaccount', 'accountinfo'])
    expect(errorOf(await ask(sandbox, func))).toBe(`access:${func}:`);
  expect(await orderUpstream(sandbox)).toBeGreaterThan(0);
});

test('a change of tariff may answer success with its next page, and nothing is changed', async () => {
  const sandbox = await sandboxFor({ settings: { changepricelist: 'wizard' } });
  const elid = await orderUpstream(sandbox);
  const change = { elid, pricelist: 4601, period: 1, sok: 'ok' };
  const answer = await ask(sandbox, 'service.changepricelist', change);
  expect([errorOf(answer), answer.includes('<ok type="form">')]).toEqual(['', true]);
  expect(textOf(await ask(sandbox, 'soft.edit', { elid }), 'pricelist')).toBe('3541');
  expect(sandbox.charges()).toHaveLength(1);
});

test('functions that a vendor lacks are missed, with a document that names them', async () => {
  const sandbox = await sandboxFor({ settings: { missing_functions: 'soft.checkip addition*' } });
  expect(errorOf(await ask(sandbox, 'soft.checkip'))).toBe('missed:func:soft.checkip');
  expect(errorOf(await ask(sandbox, 'addition.order.param'))).toBe(
    'missed:func:addition.order.param',
  );
  expect(await orderUpstream(sandbox)).toBeGreaterThan(0);
});

test('an order names its provider, and has to where there are several', async () => {
  const sandbox = await sandboxFor({ settings: { project_required: 'on' } });
  const order = { pricelist: 3541, period: 1, ip: '192.0.2.1', skipbasket: 'on', sok: 'ok' };
  expect(errorOf(await ask(sandbox, 'soft.order.param', order))).toBe('missed:project:');
  expect(errorOf(await ask(sandbox, 'soft.order.param', { ...order, project: 'x' }))).toBe(
    'value:project:x',
  );
  expect(await orderUpstream(sandbox, { project: 1 })).toBeGreaterThan(0);
});

test('the price list tells no price of a number unless it is told to; of a choice each value has its own', async () => {
  const sandbox = await sandboxFor();
  const nodes = () => ask(sandbox, 'pricelist.export', { pricelist: 4601 });
  const addon = (xml: string): string => /<addon>.*<\/addon>/.exec(xml)?.[0] ?? '';
  expect(addon(await nodes())).not.toContain('<price');
  sandbox.set('addon_prices', 'on');
  expect(addon(await nodes())).toContain('<price currency="EUR"><period cost="3.0000"');
  const choice = addon(await ask(sandbox, 'pricelist.export', { pricelist: 3936 }));
  expect(choice).toMatch(
    /<addontype>3<\/addontype>.*<enumeration><id>990001<\/id><enumerationitem><id>990002<\/id>.*<enumerationitem><id>990003<\/id>.*<period cost="25.0000" type="month" length="1">/,
  );
});

test('a value of a choice is ordered by its id and paid for', async () => {
  const sandbox = await sandboxFor();
  const order = { pricelist: 3936, period: 1, skipbasket: 'on', sok: 'ok', ip: '192.0.2.1' };
  const strange = await ask(sandbox, 'soft.order.param', { ...order, addon_990001: 4602 });
  expect(errorOf(strange)).toBe('value:addon_990001:4602');
  const elid = await orderUpstream(sandbox, { ...order, addon_990001: 990_003 });
  expect(sandbox.charges()[0]?.amount).toBe('115.00');
  expect(textOf(await ask(sandbox, 'soft.edit', { elid }), 'addon_990001')).toBe('990003');
});

test('a list tells its page and the number of all rows; conditions with filter=on hold for one call', async () => {
  const sandbox = await sandboxFor();
  const ids = [
    await orderUpstream(sandbox, { remoteid: '117' }),
    await orderUpstream(sandbox, { remoteid: '118', ip: '192.0.2.2' }),
    await orderUpstream(sandbox, { remoteid: '9', ip: '192.0.2.3' }),
  ];
  const page = await ask(sandbox, 'soft', { p_num: 2, p_cnt: 2 });
  expect([
    rowIds(page),
    textOf(page, 'p_num'),
    textOf(page, 'p_cnt'),
    textOf(page, 'p_elems'),
  ]).toEqual([[ids[2]], '2', '2', '3']);
  const narrowed = await ask(sandbox, 'soft', { filter: 'on', remoteid: '11' });
  expect([rowIds(narrowed), textOf(narrowed, 'p_elems')]).toEqual([ids.slice(0, 2), '2']);
  expect(rowIds(await ask(sandbox, 'soft', { remoteid: '11' }))).toEqual(ids);
  // the user's own filter holds beside it
  sandbox.setFilter('soft', { remoteid: '9' });
  expect(rowIds(await ask(sandbox, 'soft', { filter: 'on', remoteid: '11' }))).toEqual([]);
  expect(rowIds(await ask(sandbox, 'soft', { filter: 'on', ip: '192.0.2.3' }))).toEqual([ids[2]]);
});

test('rows may tell names only, and a status as a word or with its reason', async () => {
  const settings = { list_rows: 'names', status_words: 'orig', list_status: 'status' };
  const sandbox = await sandboxFor({ settings });
  const elid = await orderUpstream(sandbox);
  const row = await ask(sandbox, 'soft');
  expect(row).not.toContain('pricelist_id');
  expect(row).toContain('<status color="green" orig="2">active</status>');
  sandbox.set('status_words', 'reason');
  await ask(sandbox, 'soft.suspend', { elid });
  expect(textOf(await ask(sandbox, 'soft'), 'status')).toBe('3_autosuspend');
});

test('an answer repeats its request, unless it is told not to', async () => {
  const sandbox = await sandboxFor();
  expect(await ask(sandbox, 'soft', { p_cnt: 7 })).toMatch(
    /<tparams>.*<func>soft<\/func><p_cnt>7<\/p_cnt><\/tparams><saved_filters\/><\/doc>/,
  );
  sandbox.set('tparams', 'off');
  expect(await ask(sandbox, 'soft')).not.toContain('tparams');
});

test('an error tells who called what', async () => {
  const sandbox = await sandboxFor();
  const xml = await ask(sandbox, 'soft.edit', { elid: 7, lang: 'ru' });
  expect(xml).toContain('<error type="missed" object="elid" value="7" lang="ru" code="1">');
  expect(xml).toContain(
    `<stack><action level="16" user="${sandbox.username}">soft.edit</action></stack>`,
  );
});
