import { expect, test } from 'vitest';
import { ask, contentOf, errorOf, orderUpstream, request, sandboxFor, textOf } from './helpers.ts';

const ORDER = {
  pricelist: 3541,
  period: 1,
  ip: '192.0.2.1',
  licname: 'one',
  skipbasket: 'on',
  sok: 'ok',
};

test('an order is charged once, at once, and makes an active license with a key', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox, { remoteid: '117' });
  const { id: charge, time, ...booked } = sandbox.charges()[0] ?? { id: 0, time: '' };
  const end = sandbox.upstreamServices()[0]?.expiredate;
  expect({ charge, booked }).toEqual({
    charge: 1,
    booked: {
      service: id,
      what: 'order',
      amount: '4.00',
      currency: 'EUR',
      remoteid: '117',
      pricelist: 3541,
      period: 1,
      expiredate: end,
    },
  });
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(sandbox.charges()).toHaveLength(1);
  expect(sandbox.balance()['EUR']).toBe('996.00');
  expect(sandbox.upstreamServices()[0]).toMatchObject({
    status: 2,
    remoteid: '117',
    autoprolong: 'null',
  });
  expect(sandbox.upstreamServices()[0]?.lickey).toMatch(new RegExp(`^${id}-`));
});

test.each([
  ['an unknown tariff', { pricelist: 99999 }, 'missed:pricelist:99999'],
  ['a tariff of another product type', { pricelist: 9203 }, 'missed:pricelist:9203'],
  ['a tariff of the oldest dialect', { pricelist: 5 }, 'missed:pricelist:5'],
  ['a missing tariff', { pricelist: '' }, 'missed:pricelist:'],
  ['a missing period', { period: '' }, 'missed:period:'],
  ['a period that is not sold', { period: 7 }, 'value:period:7'],
  ['a period that is none', { period: 'month' }, 'value:period:month'],
  ['a missing address', { ip: '' }, 'missed:ip:'],
  ['a bad address', { ip: '192.0.2.300' }, 'value:ip:192.0.2.300'],
  ['an addon of another tariff', { addon_4602: 1 }, 'missed:addon_4602:1'],
  ['a bad autoprolong', { autoprolong: 'yes' }, 'value:autoprolong:yes'],
])('%s is refused without a charge', async (_what, change, error) => {
  const sandbox = await sandboxFor();
  expect(errorOf(await ask(sandbox, 'soft.order.param', { ...ORDER, ...change }))).toBe(error);
  expect(sandbox.charges()).toEqual([]);
  expect(sandbox.upstreamServices()).toEqual([]);
});

test('an address holds one license of a product, and checkip says so before', async () => {
  const sandbox = await sandboxFor();
  const form = { pricelist: 4601, period: 1, ip: '192.0.2.1' };
  const check = { ...form, sok: 'yes' };
  expect(await ask(sandbox, 'soft.checkip', check)).toContain('<ok/>');
  await orderUpstream(sandbox);
  expect(errorOf(await ask(sandbox, 'soft.checkip', check))).toBe('exists:ip:192.0.2.1');
  // without sok it shows its form, and refuses nothing
  const shown = await ask(sandbox, 'soft.checkip', { ...form, pricelist: 99999 });
  expect([errorOf(shown), textOf(shown, 'ip'), textOf(shown, 'ok')]).toEqual([
    '',
    '192.0.2.1',
    undefined,
  ]);
  expect(errorOf(await ask(sandbox, 'soft.order.param', { ...ORDER, pricelist: 4601 }))).toBe(
    'exists:ip:192.0.2.1',
  );
  expect(await orderUpstream(sandbox, { pricelist: 5577 })).toBeGreaterThan(0);
});

test('an empty account is told as an error about money, and nothing is made', async () => {
  const sandbox = await sandboxFor({ settings: { balance: '3.99' } });
  expect(errorOf(await ask(sandbox, 'soft.order.param', ORDER))).toBe(
    'not_enough_money:balance:4.00',
  );
  expect(sandbox.upstreamServices()).toEqual([]);
  expect(sandbox.balance()['EUR']).toBe('3.99');
});

test('addons above the included amount are paid for', async () => {
  const sandbox = await sandboxFor();
  await orderUpstream(sandbox, { pricelist: 4601, addon_4602: 3, period: 12 });
  expect(sandbox.charges()[0]?.amount).toBe('185.00');
  expect(sandbox.upstreamServices()[0]?.addons).toEqual({ 4602: 3 });
  expect(
    errorOf(
      await ask(sandbox, 'soft.order.param', {
        ...ORDER,
        pricelist: 4601,
        ip: '192.0.2.2',
        addon_4602: 1001,
      }),
    ),
  ).toBe('limit:addon_4602:1001');
});

test('what a tariff includes stands in the form though nobody asked for it', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox, { pricelist: 4601 });
  expect(textOf(await ask(sandbox, 'soft.edit', { elid: id }), 'addon_4602')).toBe('1');
});

test('without skipbasket=on nothing is charged and nothing gets ready', async () => {
  const sandbox = await sandboxFor();
  const { skipbasket, ...basket } = ORDER;
  expect(skipbasket).toBe('on');
  const answer = await ask(sandbox, 'soft.order.param', basket);
  expect([textOf(answer, 'id'), textOf(answer, 'item.id')]).toEqual([undefined, undefined]);
  sandbox.setClock('+5d');
  await ask(sandbox, 'soft');
  expect(sandbox.charges()).toEqual([]);
  expect(sandbox.upstreamServices()[0]).toMatchObject({ status: 1, lickey: '' });
});

test('without sok nothing happens', async () => {
  const sandbox = await sandboxFor();
  const { sok, ...asked } = ORDER;
  expect(sok).toBe('ok');
  await ask(sandbox, 'soft.order.param', asked);
  expect(sandbox.upstreamServices()).toEqual([]);
});

test('a trial costs nothing, a lifetime has no end, neither can be renewed', async () => {
  const sandbox = await sandboxFor();
  const trial = await orderUpstream(sandbox, { pricelist: 55239, period: -100 });
  const lifetime = await orderUpstream(sandbox, { period: 0, ip: '192.0.2.2' });
  expect(sandbox.charges().map(each => each.amount)).toEqual(['0.00', '120.00']);
  expect(sandbox.upstreamServices()[1]?.expiredate).toBeNull();
  for (const elid of [trial, lifetime]) {
    expect(errorOf(await ask(sandbox, 'service.prolong', { elid, period: 1, sok: 'ok' }))).toBe(
      'value:period:1',
    );
  }
  expect(textOf(await ask(sandbox, 'soft.edit', { elid: lifetime }), 'expiredate')).toBe('');
});

test('both spellings of the new id and both depths of a saved form are met, the same in every run with the same seed', async () => {
  const shapes: string[][] = [];
  for (let run = 0; run < 2; run += 1) {
    const sandbox = await sandboxFor({ settings: { seed: '5' } });
    const seen: string[] = [];
    for (let host = 1; host <= 24; host += 1) {
      const xml = await ask(sandbox, 'soft.order.param', { ...ORDER, ip: `192.0.2.${host}` });
      const content = contentOf(xml).replace(/<doc [^>]*>/, '<doc>');
      seen.push(content.replace(/\d{6}/, 'N').replace(/\s|<\?.*\?>/g, ''));
    }
    shapes.push(seen);
  }
  expect(shapes[0]).toEqual(shapes[1]);
  expect(new Set(shapes[0])).toEqual(
    new Set([
      '<doc><id>N</id><ok/></doc>',
      '<doc><item.id>N</item.id><ok/></doc>',
      '<doc><doc><id>N</id></doc><ok/></doc>',
      '<doc><doc><item.id>N</item.id></doc><ok/></doc>',
    ]),
  );
});

test('an order that takes time goes from ordered over processing to active, its key empty until then', async () => {
  const sandbox = await sandboxFor({ settings: { activation_seconds: '3600' } });
  const id = await orderUpstream(sandbox);
  const look = async (): Promise<(string | undefined)[]> => {
    const xml = await ask(sandbox, 'soft.edit', { elid: id });
    return [textOf(xml, 'status'), textOf(xml, 'lickey')];
  };
  expect(await look()).toEqual(['1', '']);
  sandbox.setClock('+40m');
  expect(await look()).toEqual(['5', '']);
  sandbox.setClock('+40m');
  expect(await look()).toEqual(['2', expect.stringMatching(new RegExp(`^${id}-`))]);
});

test('an order may take a number of looks', async () => {
  const sandbox = await sandboxFor({ settings: { activation_reads: '2' } });
  const id = await orderUpstream(sandbox);
  const seen: (string | undefined)[] = [];
  for (let look = 0; look < 3; look += 1)
    seen.push(textOf(await ask(sandbox, 'soft.edit', { elid: id }), 'status'));
  expect(seen).toEqual(['1', '5', '2']);
});

test.each([
  [
    'softexternal',
    { pricelist: 9203, period: 1 },
    ['ip', 'licname', 'lickey'],
    ['comment', 'item'],
  ],
  [
    'platform',
    { pricelist: 55163, period: 12, comment: 'cluster', addon_55164: 10 },
    ['comment', 'lickey', 'addon_55164'],
    ['ip', 'licname'],
  ],
])('%s is sold by the same functions', async (type, params, has, lacks) => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox, params, type);
  const xml = await ask(sandbox, `${type}.edit`, { elid: id });
  for (const name of has) expect(textOf(xml, name), name).not.toBeUndefined();
  for (const name of lacks) expect(textOf(xml, name), name).toBeUndefined();
  expect(errorOf(await ask(sandbox, 'soft.edit', { elid: id }))).toBe(`missed:elid:${id}`);
  expect(
    errorOf(await ask(sandbox, `${type}.checkip`, { pricelist: 1, period: 1, ip: '192.0.2.9' })),
  ).toBe(`missed:func:${type}.checkip`);
});

test('a module is ordered for a license and can be moved to another', async () => {
  const sandbox = await sandboxFor();
  const [first, second] = [
    await orderUpstream(sandbox),
    await orderUpstream(sandbox, { ip: '192.0.2.2' }),
  ];
  const wish = { pricelist: 55361, period: 1, skipbasket: 'on', sok: 'ok' };
  expect(errorOf(await ask(sandbox, 'addition.order.param', wish))).toBe('missed:item:');
  expect(errorOf(await ask(sandbox, 'addition.order.param', { ...wish, item: 4711 }))).toBe(
    'missed:item:4711',
  );
  const module = await orderUpstream(sandbox, { ...wish, item: first }, 'addition');
  expect(errorOf(await ask(sandbox, 'addition.order.param', { ...wish, item: first }))).toBe(
    `exists:item:${first}`,
  );
  await ask(sandbox, 'addition.edit', { elid: module, item: second, sok: 'ok' });
  const xml = await ask(sandbox, 'addition.edit', { elid: module });
  expect([textOf(xml, 'item'), textOf(xml, 'lickey')]).toEqual([String(second), undefined]);
});

test('a login in the URL works and is noted as a leak', async () => {
  const sandbox = await sandboxFor();
  const query = new URLSearchParams({
    authinfo: `${sandbox.username}:${sandbox.password}`,
    func: 'subaccount',
    out: 'xml',
  });
  expect(
    await (await fetch(`${sandbox.url.replace('/billmgr', '/manager/billmgr')}?${query}`)).text(),
  ).toContain('<balance>1000.00');
  await ask(sandbox, 'subaccount');
  expect(sandbox.calls('upstream').map(call => call.leaks)).toEqual([['authinfo'], []]);
  expect(JSON.stringify(sandbox.calls())).not.toContain(sandbox.password);
});

test('a wrong login, an unknown function and a foreign path are told apart', async () => {
  const sandbox = await sandboxFor();
  const wrong = await (
    await request(sandbox, { authinfo: `${sandbox.username}:x`, func: 'soft', out: 'xml' })
  ).text();
  expect(errorOf(wrong)).toBe('auth:badpassword:');
  expect(errorOf(await ask(sandbox, 'soft.orderparam'))).toBe('missed:func:soft.orderparam');
  expect((await fetch(new URL('/other', sandbox.url))).status).toBe(404);
});
