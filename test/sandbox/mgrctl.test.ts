import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, mgrctl, rowIds, sandboxFor, shellModule, textOf } from './helpers.ts';

async function call(
  sandbox: RunningSandbox,
  func: string,
  params: Record<string, string | number> = {},
): Promise<string> {
  const words = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return (await mgrctl(sandbox, [func, ...words])).stdout;
}

/** A service whose operation stands: its module does nothing. */
async function standing(
  sandbox: RunningSandbox,
  command: string,
): Promise<{ item: number; operation: number }> {
  shellModule(sandbox, 'true');
  const item = sandbox.addService({ tariff: '3541', ip: '192.0.2.1', licname: 'one' });
  const { operation } = await sandbox.carryOut(item, command);
  return { item, operation };
}

test('a service is read by the form of its own product type', async () => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({
    tariff: '4601',
    ip: '192.0.2.1',
    licname: 'one',
    addons: { 4602: 2 },
  });
  const xml = await call(sandbox, 'soft.edit', { elid: item });
  const resource = /<addon_(\d+)>2</.exec(xml)?.[1] ?? '';
  expect(textOf(await call(sandbox, 'pricelist.edit', { elid: resource }), 'intname')).toBe('4602');
  expect(textOf(await call(sandbox, 'pricelist.edit', { elid: resource }), 'addonlimit')).toBe('1');
  for (const [name, value] of [
    ['id', String(item)],
    ['status', '1'],
    ['period', '1'],
    ['ip', '192.0.2.1'],
    ['licname', 'one'],
    ['processingmodule', '1'],
    ['account', '1'],
  ] as const) {
    expect(textOf(xml, name), name).toBe(value);
  }
  expect(
    textOf(
      await call(sandbox, 'pricelist.edit', { elid: textOf(xml, 'pricelist') ?? '' }),
      'intname',
    ),
  ).toBe('4601-ISPmanager Business');
  expect(errorOf(await call(sandbox, 'platform.edit', { elid: item }))).toBe(`missed:elid:${item}`);
  expect(errorOf(await call(sandbox, 'soft.edit', { elid: 4711 }))).toBe('missed:elid:4711');
  expect(errorOf(await call(sandbox, 'nosuch.edit', { elid: item }))).toBe(
    'missed:func:nosuch.edit',
  );
});

test('a list is paged and has no params', async () => {
  const sandbox = await sandboxFor();
  sandbox.populate(5);
  const ids = sandbox.services().map(each => each.id);
  expect(rowIds(await call(sandbox, 'soft', { p_num: 2, p_cnt: 2 }))).toEqual(ids.slice(2, 4));
  const xml = await call(sandbox, 'soft');
  expect(xml).not.toContain('license_id');
  expect(textOf(xml, 'pricelist')).toBe('ISPmanager Lite');
  expect(textOf(xml, 'pricelist_id')).toBe('1');
});

test.each([
  ['open', 'soft.open', 2],
  ['open', 'service.postopen', 5],
  ['reopen', 'service.postreopen', 2],
  ['open', 'service.postopeninterrupt', 1],
  ['suspend', 'service.postsuspend', 3],
  ['resume', 'service.postresume', 2],
  ['close', 'service.postclose', 4],
  ['setparam', 'service.postsetparam', 1],
  ['prolong', 'service.postprolong', 1],
])('%s is ended by %s; a second call is harmless', async (command, func, status) => {
  const sandbox = await sandboxFor();
  const { item, operation } = await standing(sandbox, command);
  expect(sandbox.operations()).toMatchObject([{ id: operation, item, command, trycount: 1 }]);
  // public modules send posts without sok, too; the activation is a form that is saved
  const saved = func === 'soft.open' ? { sok: 'ok' } : {};
  for (let time = 0; time < 2; time += 1)
    expect(errorOf(await call(sandbox, func, { elid: item, ...saved }))).toBe('');
  expect(sandbox.operations()).toEqual([]);
  expect(sandbox.service(item).status).toBe(status);
  expect(errorOf(await call(sandbox, 'runningoperation.edit', { elid: operation }))).toBe(
    `missed:elid:${operation}`,
  );
});

test('postopen and open come in either order', async () => {
  const sandbox = await sandboxFor();
  const { item } = await standing(sandbox, 'open');
  await call(sandbox, 'soft.open', { elid: item, sok: 'ok', ip: '192.0.2.9' });
  await call(sandbox, 'service.postopen', { elid: item, sok: 'ok' });
  expect(sandbox.service(item)).toMatchObject({ status: 2, params: { ip: '192.0.2.9' } });
});

test.each([
  ['after', '2026-02-28', '2026-02-28'],
  ['before', '2026-01-31', '2026-02-28'],
])(
  'prolong_reading = %s: the end is %s when prolong is called and %s after postprolong',
  async (reading, during, after) => {
    const sandbox = await sandboxFor({ settings: { prolong_reading: reading } });
    shellModule(
      sandbox,
      'mgrctl soft.edit elid=$ITEM\nmgrctl service.postprolong elid=$ITEM sok=ok >/dev/null; mgrctl service.postprolong elid=$ITEM sok=ok >/dev/null',
    );
    const item = sandbox.addService({ tariff: '3541' });
    await call(sandbox, 'service.setexpiredate', {
      elid: item,
      expiredate: '2026-01-31',
      sok: 'ok',
    });
    const result = await sandbox.prolong(item);
    expect(textOf(result.stdout, 'expiredate')).toBe(during);
    expect(sandbox.service(item).expiredate).toBe(after);
    expect(result.ended).toBe(true);
  },
);

test('params are saved, crypted ones too, and dropped', async () => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({ tariff: '3541' });
  const save = (params: Record<string, string>) =>
    call(sandbox, 'service.saveparam', { elid: item, sok: 'ok', ...params });
  await save({ name: 'license_id', value: 'a=b "c" <d>' });
  await save({ name: 'userpassword', value: 'x', crypted: 'on' });
  expect(sandbox.service(item)).toMatchObject({
    params: { license_id: 'a=b "c" <d>', userpassword: 'x' },
    crypted: ['userpassword'],
  });
  const xml = await call(sandbox, 'soft.edit', { elid: item });
  expect(xml).toContain('<license_id>a=b &quot;c&quot; &lt;d&gt;</license_id>');
  expect(textOf(xml, 'userpassword')).toBe('x');
  await save({ name: 'license_id' });
  await call(sandbox, 'service.dropparam', { elid: item, name: 'userpassword', sok: 'ok' });
  expect(sandbox.service(item).params).toEqual({});
  expect(errorOf(await save({ name: 'no name', value: '1' }))).toBe('value:name:no name');
});

test('a value by -e comes from the environment and is in no log; one in the open is noted as a leak', async () => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({ tariff: '3541' });
  const args = ['service.saveparam', `elid=${item}`, 'name=lickey', 'sok=ok'];
  await mgrctl(sandbox, [...args, '-e', 'value=$KEY'], { KEY: 'SBXKEY-0123456789AB' });
  expect(sandbox.service(item).params['lickey']).toBe('SBXKEY-0123456789AB');
  await mgrctl(sandbox, [...args, 'value=SBXKEY-0123456789AB']);
  await mgrctl(sandbox, [
    'service.saveparam',
    `elid=${item}`,
    'name=x',
    `value=${sandbox.password}`,
    'sok=ok',
  ]);
  expect(sandbox.calls('mgrctl').map(each => [each.leaks, each.envKeys])).toEqual([
    [[], ['value']],
    [['value'], []],
    [['value'], []],
  ]);
  expect(JSON.stringify(sandbox.calls('mgrctl').slice(0, 2))).not.toContain('SBXKEY');
});

test('status, end date and tariff are set and rolled back', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'mgrctl soft.edit elid=$ITEM');
  const item = sandbox.addService({ tariff: '3541' });
  await call(sandbox, 'service.setstatus', { elid: item, service_status: 8 });
  expect(sandbox.service(item)).toMatchObject({ status: 1, params: { service_status: '8' } });
  expect(
    errorOf(await call(sandbox, 'service.setstatus', { elid: item, service_status: 'on' })),
  ).toBe('value:service_status:on');
  await call(sandbox, 'service.postsuspend', { elid: item });
  expect(
    errorOf(
      await call(sandbox, 'service.setexpiredate', {
        elid: item,
        expiredate: '2026-02-30',
        sok: 'ok',
      }),
    ),
  ).toBe('value:expiredate:2026-02-30');
  expect(textOf((await sandbox.changeTariff(item, '4601')).stdout, 'lastpricelist')).toBe('1');
  expect(sandbox.service(item)).toMatchObject({ status: 3, tariff: '4601-ISPmanager Business' });
  const rollback = () =>
    call(sandbox, 'service.changepricelist.rollback', { elid: item, sok: 'ok' });
  await rollback();
  expect(sandbox.service(item).tariff).toBe('3541-ISPmanager Lite');
  expect(errorOf(await rollback())).toBe('missed:lastpricelist:');
});

test('an operation is read, its error kept, left to a person with a task', async () => {
  const sandbox = await sandboxFor();
  const { item, operation } = await standing(sandbox, 'open');
  const xml = await call(sandbox, 'runningoperation.edit', { elid: operation });
  expect(['item', 'command', 'trycount', 'manual', 'task'].map(name => textOf(xml, name))).toEqual([
    String(item),
    'open',
    '1',
    'off',
    '',
  ]);
  await call(sandbox, 'runningoperation.edit', { elid: operation, errorxml: '<doc/>', sok: 'ok' });
  await call(sandbox, 'runningoperation.setmanual', { elid: operation });
  const type =
    textOf(await call(sandbox, 'task.gettype', { operation: 'open', item }), 'task_type') ?? '';
  await call(sandbox, 'task.edit', { item, runningoperation: operation, type, sok: 'ok' });
  expect(sandbox.operations()).toMatchObject([{ errorxml: '<doc/>', manual: true }]);
  expect(sandbox.tasks()).toMatchObject([{ item, runningoperation: operation, type: '7' }]);
  expect(await sandbox.retryAll()).toEqual([]);
  const after = await call(sandbox, 'runningoperation.edit', { elid: operation });
  expect([textOf(after, 'manual'), textOf(after, 'task')]).toEqual(['on', '1']);
  expect(rowIds(await call(sandbox, 'runningoperation'))).toEqual([operation]);
});

test("the module's settings are read in clear; config, balance and problems are kept", async () => {
  const sandbox = await sandboxFor();
  const xml = await call(sandbox, 'processing.edit', { elid: 1 });
  expect(['module', 'url', 'username', 'password'].map(name => textOf(xml, name))).toEqual([
    'pmcpbillmgr',
    sandbox.url,
    sandbox.username,
    sandbox.password,
  ]);
  const list = await call(sandbox, 'processing');
  expect(textOf(list, 'module')).toBe('pmcpbillmgr');
  expect(list).not.toContain(sandbox.password);
  await call(sandbox, 'processing.setconfig', { elid: 1, config: '<doc/>' });
  await call(sandbox, 'processing.savebalance', {
    processingmodule: 1,
    balance: '12.50',
    currency: 'EUR',
    notify_time: '',
    sok: 'ok',
  });
  expect(sandbox.modules()[0]).toMatchObject({
    config: '<doc/>',
    balance: '12.50',
    currency: 'EUR',
  });
  for (const text of ['a', 'b'])
    await call(sandbox, 'problems.register', {
      name: 'processingmodule_connect',
      id: 1,
      level: 'error',
      param_errormsg: text,
      sok: 'ok',
    });
  expect(sandbox.problems()).toMatchObject([
    { name: 'processingmodule_connect', object: '1', params: { param_errormsg: 'b' } },
  ]);
  expect(await call(sandbox, 'exit')).toContain('<ok/>');
});

test('an imported service belongs to nobody until it is assigned', async () => {
  const sandbox = await sandboxFor();
  const wish = {
    module: 1,
    status: 2,
    period: 12,
    expiredate: '2030-01-01',
    import_itemtype_intname: 'soft',
    import_pricelist_intname: '3541-ISPmanager Lite',
  };
  const xml = await call(sandbox, 'processing.import.service', {
    ...wish,
    import_service_name: 'old one',
    license_id: '77',
    sok: 'ok',
  });
  const item = Number(textOf(xml, 'service_id'));
  expect(sandbox.service(item)).toMatchObject({
    status: 2,
    period: 12,
    account: null,
    tariff: '3541-ISPmanager Lite',
    params: { license_id: '77' },
  });
  await call(sandbox, 'processing.import.assign', {
    elid: item,
    account: 2,
    [`pricelist_${item}`]: 2,
    sok: 'ok',
  });
  expect(sandbox.service(item)).toMatchObject({ account: 2, tariff: '4601-ISPmanager Business' });
});

test('the next processing module of a tariff, until there is none', async () => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({ tariff: '3541' });
  expect(errorOf(await call(sandbox, 'service.getnextmodule', { elid: item }))).toBe(
    'no_suitable_module:processingmodule:',
  );
  const second = sandbox.addModule({ name: 'Second', module: 'pmother', tariffs: ['3541'] });
  expect(
    textOf(await call(sandbox, 'service.getnextmodule', { elid: item }), 'processingmodule'),
  ).toBe(String(second));
  expect(errorOf(await call(sandbox, 'service.getnextmodule', { elid: item }))).toBe(
    'no_suitable_module:processingmodule:',
  );
});

test('mistaken arguments are told on standard error; the status of an error document is a setting', async () => {
  const sandbox = await sandboxFor();
  for (const args of [
    ['-x'],
    ['-o', 'yaml', 'processing'],
    ['processing', 'rubbish'],
    ['processing', '-e', 'a=$NOT_THERE'],
    ['processing', '-e', 'a=plain'],
    ['-o'],
  ]) {
    expect(await mgrctl(sandbox, args)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^mgrctl: /),
    });
  }
  expect((await mgrctl(sandbox, ['soft.edit', 'elid=1'])).status).toBe(1);
  sandbox.set('mgrctl_error_exit', '0');
  expect((await mgrctl(sandbox, ['soft.edit', 'elid=1'])).status).toBe(0);
  const json = await mgrctl(sandbox, [
    '-o',
    'bjson',
    'task.gettype',
    'operation=open',
    `item=${sandbox.addService({ tariff: '3541' })}`,
  ]);
  expect(JSON.parse(json.stdout)).toMatchObject({ model: { task_type: '7' } });
});

test('16 calls at once are all carried out', async () => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({ tariff: '3541' });
  shellModule(
    sandbox,
    `for n in $(seq 16); do mgrctl service.saveparam elid=${item} name=p$1$n value=$n sok=ok >/dev/null & done; wait`,
  );
  await sandbox.runModule([]);
  expect(Object.keys(sandbox.service(item).params)).toHaveLength(16);
});
