import { expect, test } from 'vitest';
import { ask, contentOf, errorOf, orderUpstream, sandboxFor, textOf } from './helpers.ts';

test('the form has the fields that the reference lists', async () => {
  const sandbox = await sandboxFor();
  const xml = await ask(sandbox, 'soft.edit', { elid: await orderUpstream(sandbox) });
  const names = [...contentOf(xml).matchAll(/<([a-z_]+)[\s>/]/g)].map(match => match[1]);
  expect(new Set(names)).toEqual(
    new Set(
      `doc elid id name licname ip lickey status pricelist pricelist_name period expiredate createdate autoprolong ip_change_date
       lickey_change_date update_expiredate remoteid webdomains`.split(/\s+/),
    ),
  );
});

test('a renewal is charged and moves the end by the period, from the end', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  sandbox.person('extend', id, '2031-01-31');
  const answer = await ask(sandbox, 'service.prolong', { elid: id, period: 1, sok: 'ok' });
  expect(answer).toMatch(/<doc [^>]*><doc>.*<newexpiredate>2031-02-28<\/newexpiredate>.*<\/doc>/);
  expect(sandbox.charges().map(each => [each.what, each.amount, each.expiredate])).toEqual([
    ['order', '4.00', expect.anything()],
    ['prolong', '4.00', '2031-02-28'],
  ]);
});

test.each([
  ['enddate', '2030-02-15'],
  ['today', '2030-07-01'],
])(
  'a license that has run out is renewed from its end or from today: prolong_from = %s',
  async (from, end) => {
    const sandbox = await sandboxFor({ settings: { prolong_from: from } });
    sandbox.setClock('2030-01-01');
    const id = await orderUpstream(sandbox);
    sandbox.person('extend', id, '2030-01-15');
    sandbox.setClock('2030-06-01');
    expect(
      textOf(
        await ask(sandbox, 'service.prolong', { elid: id, period: 1, sok: 'ok' }),
        'newexpiredate',
      ),
    ).toBe(end);
  },
);

test.each([
  ['on', '2'],
  ['off', '3'],
])(
  'a license past its end is suspended, cannot be resumed, and is renewed: prolong_resumes = %s',
  async (resumes, renewed) => {
    const sandbox = await sandboxFor({ settings: { prolong_resumes: resumes } });
    const id = await orderUpstream(sandbox);
    const status = async () => textOf(await ask(sandbox, 'soft.edit', { elid: id }), 'status');
    sandbox.setClock('+40d');
    expect(await status()).toBe('3');
    expect(errorOf(await ask(sandbox, 'soft.resume', { elid: id }))).toBe(`expired:item:${id}`);
    await ask(sandbox, 'service.prolong', { elid: id, period: 3, sok: 'ok' });
    expect(await status()).toBe(renewed);
    await ask(sandbox, 'soft.resume', { elid: id });
    expect(await status()).toBe('2');
  },
);

test('nothing is extended by itself unless somebody asked for autoprolong, and a suspended one never is', async () => {
  const sandbox = await sandboxFor();
  const plain = await orderUpstream(sandbox);
  const auto = await orderUpstream(sandbox, { ip: '192.0.2.2', autoprolong: '1' });
  const stopped = await orderUpstream(sandbox, { ip: '192.0.2.3', autoprolong: '1' });
  await ask(sandbox, 'soft.suspend', { elid: stopped });
  sandbox.setClock('+40d');
  await ask(sandbox, 'soft');
  const charged = sandbox.charges().filter(each => each.what === 'autoprolong');
  expect(charged.map(each => each.service)).toEqual([auto]);
  expect(sandbox.upstreamServices().find(each => each.id === plain)?.status).toBe(3);
});

test('several licenses are suspended, resumed and deleted in one call, or none of them', async () => {
  const sandbox = await sandboxFor();
  const ids = [await orderUpstream(sandbox), await orderUpstream(sandbox, { ip: '192.0.2.2' })];
  const statuses = () => sandbox.upstreamServices().map(each => each.status);
  expect(errorOf(await ask(sandbox, 'soft.suspend', { elid: `${ids[0]}, 4711` }))).toBe(
    'missed:elid:4711',
  );
  expect(statuses()).toEqual([2, 2]);
  for (const [act, status] of [
    ['suspend', 3],
    ['suspend', 3],
    ['resume', 2],
    ['resume', 2],
    ['delete', 4],
  ] as const) {
    await ask(sandbox, `soft.${act}`, { elid: ids.join(', ') });
    expect(statuses()).toEqual([status, status]);
  }
  expect(errorOf(await ask(sandbox, 'soft.delete', { elid: ids[0] ?? 0 }))).toBe(
    `missed:elid:${ids[0]}`,
  );
  expect(errorOf(await ask(sandbox, 'soft.edit', { elid: ids[0] ?? 0 }))).toBe(
    `missed:elid:${ids[0]}`,
  );
});

test('name and remoteid are changed at will, the address once in 31 days', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  const edit = (params: Record<string, string>) =>
    ask(sandbox, 'soft.edit', { elid: id, sok: 'ok', ...params });
  await edit({ licname: 'two', remoteid: '9', ip: '192.0.2.7' });
  expect(sandbox.upstreamServices()[0]).toMatchObject({
    licname: 'two',
    remoteid: '9',
    ip: '192.0.2.7',
  });
  expect(textOf(await ask(sandbox, 'soft.edit', { elid: id }), 'ip_change_date')).toBe(
    sandbox.today(),
  );
  expect(errorOf(await edit({ ip: '192.0.2.8' }))).toMatch(/^limit:ip:\d{4}-/);
  expect(errorOf(await edit({ ip: '192.0.2.7', licname: 'three' }))).toBe('');
  sandbox.setClock('+30d');
  expect(errorOf(await edit({ ip: '192.0.2.8' }))).toMatch(/^limit:ip/);
  sandbox.setClock('+1d');
  expect(errorOf(await edit({ ip: '192.0.2.8' }))).toBe('');
  expect(errorOf(await edit({ ip: 'nowhere' }))).toBe('value:ip:nowhere');
});

test('an address that another license of the product holds cannot be taken', async () => {
  const sandbox = await sandboxFor();
  await orderUpstream(sandbox);
  const id = await orderUpstream(sandbox, { ip: '192.0.2.2' });
  expect(errorOf(await ask(sandbox, 'soft.edit', { elid: id, ip: '192.0.2.1', sok: 'ok' }))).toBe(
    'exists:ip:192.0.2.1',
  );
});

test('a new key is answered, and given once in 31 days', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  const before = sandbox.upstreamServices()[0]?.lickey;
  const remake = () => ask(sandbox, 'soft.edit', { elid: id, clicked_button: 'newkey', sok: 'ok' });
  const key = textOf(await remake(), 'lickey');
  expect(key).toMatch(new RegExp(`^${id}-`));
  expect(key).not.toBe(before);
  expect(sandbox.upstreamServices()[0]?.lickey).toBe(key);
  expect(errorOf(await remake())).toMatch(/^limit:lickey/);
  sandbox.setClock('+31d');
  expect(textOf(await remake(), 'lickey')).toMatch(new RegExp(`^${id}-`));
});

test('more of an addon costs what is left of the period, less gives nothing back', async () => {
  const sandbox = await sandboxFor();
  sandbox.setClock('2030-06-01');
  const id = await orderUpstream(sandbox, { pricelist: 4601 });
  await ask(sandbox, 'soft.edit', { elid: id, addon_4602: 3, sok: 'ok' });
  await ask(sandbox, 'soft.edit', { elid: id, addon_4602: 2, sok: 'ok' });
  expect(sandbox.charges().map(each => [each.what, each.amount])).toEqual([
    ['order', '12.50'],
    ['addon', '6.00'],
  ]);
  expect(sandbox.upstreamServices()[0]?.addons).toEqual({ 4602: 2 });
});

test('the tariff is changed within a product, the difference is charged once', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  const change = (pricelist: number) =>
    ask(sandbox, 'service.changepricelist', { elid: id, pricelist, period: 1, sok: 'ok' });
  expect(errorOf(await change(5577))).toBe('value:pricelist:5577');
  await change(4601);
  await change(4601);
  expect(sandbox.charges().map(each => [each.what, each.amount])).toEqual([
    ['order', '4.00'],
    ['changepricelist', '8.50'],
  ]);
  expect(textOf(await ask(sandbox, 'soft.edit', { elid: id }), 'pricelist')).toBe('4601');
});

test('an order that is still prepared can be neither renewed nor changed nor suspended', async () => {
  const sandbox = await sandboxFor({ settings: { activation_seconds: '60' } });
  const elid = await orderUpstream(sandbox);
  for (const [func, params] of [
    ['service.prolong', { period: 1, sok: 'ok' }],
    ['soft.edit', { licname: 'x', sok: 'ok' }],
    ['soft.suspend', {}],
  ] as const) {
    expect(errorOf(await ask(sandbox, func, { elid, ...params }))).toBe(`status:item:${elid}`);
  }
  expect(sandbox.charges()).toHaveLength(1);
});
