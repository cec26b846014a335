import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, mgrctl, rawMgrctl, rowIds, sandboxFor, shellModule, textOf } from './helpers.ts';

async function call(
  sandbox: RunningSandbox,
  func: string,
  params: Record<string, string | number> = {},
): Promise<string> {
  const words = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return (await mgrctl(sandbox, [func, ...words])).stdout;
}

test.each([
  ['both', { named: '1', plain: '2' }],
  ['name', { named: '1' }],
  ['param', { plain: '2' }],
])('saveparam_form = %s: the other spelling is answered and keeps nothing', async (form, kept) => {
  const sandbox = await sandboxFor({ settings: { saveparam_form: form } });
  const elid = sandbox.addService({ tariff: '3541' });
  for (const params of [{ name: 'named', value: '1' }, { plain: '2' }])
    expect(await call(sandbox, 'service.saveparam', { elid, ...params })).toContain('<ok/>');
  expect(sandbox.service(elid).params).toEqual(kept);
});

test('a form may leave out fields that nobody has confirmed', async () => {
  const unconfirmed = 'period processingmodule lastpricelist account';
  const sandbox = await sandboxFor({ settings: { form_without: unconfirmed } });
  const elid = sandbox.addService({ tariff: '3541', ip: '192.0.2.1' });
  const xml = await call(sandbox, 'soft.edit', { elid });
  for (const name of unconfirmed.split(' ')) expect(textOf(xml, name), name).toBeUndefined();
  expect(textOf(xml, 'ip')).toBe('192.0.2.1');
});

test('lists may tell documented columns only, and are narrowed for one call', async () => {
  const sandbox = await sandboxFor({ settings: { list_rows: 'names', status_words: 'orig' } });
  shellModule(sandbox, 'true');
  const first = sandbox.addService({ tariff: '3541', ip: '192.0.2.1', licname: 'one' });
  const second = sandbox.addService({ tariff: '3541', ip: '192.0.2.2', licname: 'two' });
  const other = sandbox.addService({ tariff: '9203', ip: '192.0.2.3' });
  const list = await call(sandbox, 'soft', { filter: 'on', licname: 'two' });
  expect([rowIds(list), textOf(list, 'p_elems')]).toEqual([[second], '1']);
  expect(rowIds(await call(sandbox, 'soft', { licname: 'two' }))).toEqual([first, second]);
  expect([textOf(list, 'processingmodule'), textOf(list, 'account')]).toEqual([
    'ISPsystem licenses',
    'Alpha Hosting',
  ]);
  expect(list).toContain('<status color="yellow" orig="1">ordered</status>');
  expect(list).not.toMatch(/_id>/);
  const external = await call(sandbox, 'softexternal');
  expect(rowIds(external)).toEqual([other]);
  expect([textOf(external, 'period'), textOf(external, 'status')]).toEqual([undefined, undefined]);
  expect(external).toContain('<item_status color="yellow" orig="1">');
  const { operation } = await sandbox.carryOut(first, 'open');
  const standing = await call(sandbox, 'runningoperation');
  expect(
    ['id', 'desc', 'item', 'itemtype', 'client', 'trycount', 'processingmodule', 'task'].map(name =>
      textOf(standing, name),
    ),
  ).toEqual([
    ...[String(operation), 'open', 'ISPmanager Lite', 'soft', 'Alpha Hosting', '1'],
    ...['ISPsystem licenses', ''],
  ]);
  expect(textOf(await call(sandbox, 'processing'), 'balance_info')).toBe('');
});

test('the product type of FTP storage has one of two names', async () => {
  const sandbox = await sandboxFor({ settings: { storage_itemtype: 'storage' } });
  const elid = sandbox.addService({ tariff: 'storage' });
  expect(textOf(await call(sandbox, 'storage.edit', { elid }), 'id')).toBe(String(elid));
  expect(errorOf(await call(sandbox, 'backupservice.edit', { elid }))).toBe(
    'missed:func:backupservice.edit',
  );
  await call(sandbox, 'storage.open', { elid, sok: 'ok' });
  expect(sandbox.service(elid).status).toBe(2);
  const pricelist = textOf(await call(sandbox, 'storage.edit', { elid }), 'pricelist') ?? '';
  expect(
    textOf(await call(sandbox, 'pricelist.edit', { elid: pricelist }), 'itemtype_intname'),
  ).toBe('storage');
});

test('the next module of a tariff goes by its order, and may not be named', async () => {
  const sandbox = await sandboxFor({ settings: { next_module_answer: 'silent' } });
  const [second, third] = ['Second', 'Third'].map(name =>
    sandbox.addModule({ name, module: 'pmother' }),
  );
  sandbox.set('modules.3541', `${third} ${second}`);
  const elid = sandbox.addService({ tariff: '3541' });
  expect(sandbox.service(elid).processingmodule).toBe(third);
  const answer = await call(sandbox, 'service.getnextmodule', { elid });
  expect([errorOf(answer), textOf(answer, 'processingmodule')]).toEqual(['', undefined]);
  expect(sandbox.service(elid).processingmodule).toBe(second);
  expect(() => sandbox.set('modules.3541', '99')).toThrow('there is no processing module 99');
  expect(() => sandbox.set('modules.1', '1')).toThrow('there is no tariff for 1');
});

test('-R restarts, -i lists the functions, whoami is root, text is the usual format', async () => {
  const sandbox = await sandboxFor();
  expect(await rawMgrctl(sandbox, ['-m', 'billmgr', '-R'])).toMatchObject({
    ...{ status: 0, stdout: '', stderr: '' },
  });
  const listed = await rawMgrctl(sandbox, ['-m', 'billmgr', '-i']);
  expect(listed.stdout.split('\n')).toEqual(
    expect.arrayContaining(['soft.edit', 'service.postsuspend', 'paramlist', 'whoami']),
  );
  expect(await rawMgrctl(sandbox, ['-m', 'billmgr', '-i', 'soft.edit'])).toMatchObject({
    stdout: 'soft.edit\n',
  });
  expect((await rawMgrctl(sandbox, ['-m', 'billmgr', '-i', 'soft.burn'])).status).toBe(1);
  expect(await call(sandbox, 'whoami')).toContain('<user name="root" level="30"/>');
  expect((await rawMgrctl(sandbox, ['-m', 'billmgr', 'exit'])).stdout).toBe('OK\n');
  const paramlist = await call(sandbox, 'paramlist');
  expect([errorOf(paramlist), paramlist.includes('<elem>')]).toEqual(['', false]);
});
