import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { ask, orderUpstream, sandboxFor, shellModule, textOf } from './helpers.ts';

test('a fresh sandbox has a manager root that works: conf for root only, mgrctl, module, tariffs', async () => {
  const sandbox = await sandboxFor();
  const conf = join(sandbox.root, 'etc/cpbillmgr.conf');
  expect(statSync(conf).mode & 0o777).toBe(0o600);
  const text = readFileSync(conf, 'utf8');
  for (const line of [
    'Preset 3541-ISPmanager Lite',
    'Preset 4601-ISPmanager Business',
    'Period 1 1',
    `url = ${sandbox.url}`,
    `password = ${sandbox.password}`,
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).not.toContain('no such preset');
  for (const name of [
    'processing/pmcpbillmgr',
    'processing/pmcpispmgr',
    'sbin/cpbillmgr',
    'sbin/mgrctl',
  ]) {
    expect(statSync(join(sandbox.root, name)).mode & 0o100, name).toBe(0o100);
  }
  for (const tariff of ['3541', '4601', '55227', '9203', '55163', '55361', '5577', '45'])
    expect(sandbox.addService({ tariff })).toBeGreaterThan(100);
  expect(() => sandbox.addService({ tariff: '1' })).toThrow(
    /there is no tariff "1"; there are: 3541-ISPmanager Lite, /,
  );
});

test("the module is started as a daemon starts it: in the root, with the protocol's arguments and little environment", async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'true');
  const item = sandbox.addService({ tariff: '3541' });
  const module = join(sandbox.root, 'processing/pmcpbillmgr');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(module, '#!/bin/sh\necho "$@"; pwd; env | cut -d= -f1 | sort | xargs; cat\n');
  const { stdout, operation, ...result } = await sandbox.carryOut(item, 'open', [
    '--password',
    'x',
  ]);
  const [args, cwd, names] = stdout.split('\n');
  expect(args).toBe(
    `--command open --item ${item} --runningoperation ${operation} --lang en --password x`,
  );
  expect(cwd).toBe(sandbox.root);
  expect(names?.split(' ').filter(name => !['_', 'OLDPWD', 'SHLVL', 'PWD'].includes(name))).toEqual(
    ['CPBILLMGR_ROOT', 'PATH'],
  );
  expect(result).toMatchObject({ exitCode: 0, ended: false, trycount: 1 });
  expect((await sandbox.runModule(['features'], { stdin: '<doc/>' })).stdout).toMatch(/<doc\/>$/);
});

test('BILLmanager repeats an operation until it is ended or left to a person', async () => {
  const sandbox = await sandboxFor();
  shellModule(
    sandbox,
    'echo x >> var/tries; [ $(wc -l < var/tries) -lt 3 ] || mgrctl soft.open elid=$ITEM sok=ok',
  );
  const result = await sandbox.order({ tariff: '3541' }, { attempts: 5 });
  expect(result).toMatchObject({ ended: true, trycount: 3 });
  shellModule(sandbox, 'mgrctl runningoperation.setmanual elid=$OP; exit 1');
  expect(await sandbox.suspend(result.item, { attempts: 5 })).toMatchObject({
    ended: false,
    trycount: 1,
    exitCode: 1,
  });
  await expect(sandbox.retry(result.operation)).rejects.toThrow(/has ended/);
});

test('order, prolong and setparam change the service before the module is started', async () => {
  const sandbox = await sandboxFor();
  sandbox.setClock('2030-01-31');
  shellModule(sandbox, 'mgrctl $(echo soft).edit elid=$ITEM');
  const { item, stdout } = await sandbox.order({
    tariff: '4601',
    ip: '192.0.2.1',
    licname: 'a',
    period: 1,
    addons: { 4602: 2 },
    params: { note: 'n' },
  });
  expect(
    ['ip', 'licname', 'note', 'expiredate', 'status'].map(name => textOf(stdout, name)),
  ).toEqual(['192.0.2.1', 'a', 'n', '2030-02-28', '1']);
  expect(stdout).toMatch(/<addon_\d+>2</);
  const prolonged = (await sandbox.prolong(item, { period: 12 })).stdout;
  expect([textOf(prolonged, 'expiredate'), textOf(prolonged, 'period')]).toEqual([
    '2031-02-28',
    '12',
  ]);
  const changed = (await sandbox.setparam(item, { ip: '192.0.2.2', addons: { 4602: 5 } })).stdout;
  expect(textOf(changed, 'ip')).toBe('192.0.2.2');
  expect(changed).toMatch(/<addon_\d+>5</);
  await expect(sandbox.setparam(item, { addons: { 1: 1 } })).rejects.toThrow(/no resource "1"/);
  await expect(sandbox.suspend(4711)).rejects.toThrow(/no service 4711/);
});

test('the order form asks with a document on standard input', async () => {
  const sandbox = await sandboxFor();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(sandbox.root, 'processing/pmcpbillmgr'), '#!/bin/sh\necho "$@"; cat\n', {
    mode: 0o755,
  });
  const { stdout } = await sandbox.checkParam(
    { tariff: '3541', licname: '<a&b>' },
    'ip',
    '192.0.2.1',
  );
  expect(stdout).toContain('--command check_param --item 0 --param ip --value 192.0.2.1');
  expect(stdout).toContain('<licname>&lt;a&amp;b&gt;</licname>');
  expect(textOf(stdout, 'ip')).toBe('192.0.2.1');
});

test('the time of both sides moves, and stays moved', async () => {
  const sandbox = await sandboxFor();
  await orderUpstream(sandbox);
  const before = sandbox.today();
  sandbox.setClock('2031-01-31');
  sandbox.setClock('+1M');
  expect(sandbox.today()).toBe('2031-02-28');
  sandbox.setClock('-1d');
  sandbox.setClock('+0h');
  const item = sandbox.addService({ tariff: '3541' });
  expect(sandbox.service(item)).toMatchObject({
    createdate: '2031-02-27',
    expiredate: '2031-03-27',
  });
  expect(textOf(await ask(sandbox, 'soft'), 'createdate')).toBe(before);
  expect(sandbox.upstreamServices()[0]?.status).toBe(3);
  expect(() => sandbox.setClock('soon')).toThrow(/no step of time/);
  const dates = { zone_minutes: '720' };
  sandbox.set('zone_minutes', dates.zone_minutes);
  expect(['2031-02-27', '2031-02-28']).toContain(sandbox.today());
});

test('a person acts upstream without charge or lock', async () => {
  const sandbox = await sandboxFor();
  const id = sandbox.buyByHand({ pricelist: 3541, ip: '192.0.2.50', licname: 'by hand' });
  const license = () => sandbox.upstreamServices()[0];
  for (const [act, value, expected] of [
    ['suspend', '', { status: 3 }],
    ['resume', '', { status: 2 }],
    ['rename', 'other', { licname: 'other' }],
    ['move', '192.0.2.51', { ip: '192.0.2.51' }],
    ['move', '192.0.2.52', { ip: '192.0.2.52' }],
    ['extend', '2032-01-01', { expiredate: '2032-01-01' }],
    ['extend', '2', { expiredate: '2032-03-01' }],
    ['remoteid', '5', { remoteid: '5' }],
    ['tariff', '4601', { pricelist: 4601 }],
    ['delete', '', { status: 4 }],
  ] as const) {
    sandbox.person(act, id, value);
    expect(license(), act).toMatchObject(expected);
  }
  expect(sandbox.charges()).toEqual([]);
  expect(() => sandbox.person('burn', id)).toThrow(/a person upstream can: suspend, /);
  expect(() => sandbox.person('move', 4711, '192.0.2.1')).toThrow(/no service 4711/);
});

test('settings are checked, and both sides told', async () => {
  const sandbox = await sandboxFor();
  expect(() => sandbox.set('prolong_reading', 'perhaps')).toThrow(
    'setting prolong_reading: "perhaps" is not allowed; allowed: after, before',
  );
  expect(() => sandbox.set('nosuch', '1')).toThrow(
    /there is no setting "nosuch"; there are: balance.CURRENCY/,
  );
  expect(() => sandbox.set('balance', 'much')).toThrow(/no amount of money/);
  sandbox.set('trial_days', '3');
  expect([
    sandbox.upstream.settings.get('trial_days'),
    sandbox.billing.settings.get('trial_days'),
  ]).toEqual(['3', '3']);
  sandbox.set('price.3541.1', 'none');
  await expect(orderUpstream(sandbox)).rejects.toThrow(/value/);
});

test('state outlives the process; the conf is kept but for the url', async () => {
  const first = await sandboxFor();
  const id = await orderUpstream(first, { remoteid: '117' });
  const conf = join(first.root, 'etc/cpbillmgr.conf');
  const { appendFileSync } = await import('node:fs');
  appendFileSync(conf, '\n# mine\n');
  const { dir } = first;
  const second = await startSandbox({ dir });
  try {
    expect(second.upstreamServices()).toMatchObject([{ id, remoteid: '117' }]);
    const text = readFileSync(conf, 'utf8');
    expect(text).toContain('# mine');
    expect(text).toContain(`url = ${second.url}\n`);
    expect(text).not.toContain(first.url);
  } finally {
    await second.close();
  }
});

test('a hundred thousand licenses are paged', async () => {
  const sandbox = await sandboxFor();
  sandbox.populate(100_000);
  const xml = await ask(sandbox, 'soft', { p_num: 100, p_cnt: 1000 });
  expect(xml.match(/<elem>/g)).toHaveLength(1000);
});
