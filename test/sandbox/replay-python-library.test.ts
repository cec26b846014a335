import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { rawMgrctl, sandboxFor, shellModule } from './helpers.ts';

interface Answer {
  readonly model?: Readonly<Record<string, string>>;
  readonly elem?: readonly Readonly<Record<string, string>>[];
}

/**
 * The calls of ISPsystem's Python library for modules (docs/reference/sources.md, PyLib):
 * `out=bjson` among the parameters, no `-o`, `SSH_CONNECTION` with the module's name, parameters
 * saved as `NAME=VALUE`. A status other than 0 and an answer with `error` are failures.
 */
class PythonLibrary {
  private readonly sandbox: RunningSandbox;

  constructor(sandbox: RunningSandbox) {
    this.sandbox = sandbox;
  }

  async mgrctl(
    func: string,
    params: Readonly<Record<string, string | number>> = {},
  ): Promise<Answer> {
    const words = Object.entries({ ...params, out: 'bjson' }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const env = { SSH_CONNECTION: 'pmlibrary' };
    const run = await rawMgrctl(this.sandbox, ['-m', 'billmgr', func, ...words], env);
    if (run.status !== 0) throw new Error(`${func}: not_zero_code ${run.stdout}`);
    const answer: Answer & { error?: unknown } = JSON.parse(run.stdout);
    if ('error' in answer) throw new Error(`${func}: ${run.stdout}`);
    return answer;
  }

  saveParam(elid: number, name: string, value: string, isCrypted = false): Promise<Answer> {
    const crypted = isCrypted ? 'on' : 'off';
    return this.mgrctl('service.saveparam', { sok: 'ok', elid, [name]: value, crypted });
  }
}

test('Python library: opened, kept, counted, renewed, stopped, gone on with, ended', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'true');
  const library = new PythonLibrary(sandbox);
  const item = sandbox.addService({ tariff: '3541', ip: '192.0.2.10' });
  const service = () => sandbox.service(item);

  await sandbox.carryOut(item, 'open');
  await library.saveParam(item, 'username', 'user117');
  await library.saveParam(item, 'userpassword', 'a secret', true);
  await library.mgrctl('soft.open', { elid: item, sok: 'ok', ip: '192.0.2.11' });
  expect(service()).toMatchObject({
    status: 2,
    params: { username: 'user117', userpassword: 'a secret', ip: '192.0.2.11' },
    crypted: ['userpassword'],
  });
  await library.mgrctl('service.setstatus', { elid: item, service_status: 3, sok: 'ok' });
  expect(service()).toMatchObject({ status: 2, params: { service_status: '3' } });
  const expiredate = '2031-02-28';
  await library.mgrctl('service.setexpiredate', { elid: item, expiredate, sok: 'ok' });
  await library.mgrctl('service.poststat', { elid: item, date: '2030-01-31' });
  for (const [command, status] of [
    ['prolong', 2],
    ['suspend', 3],
    ['resume', 2],
    ['setparam', 2],
    ['close', 4],
  ] as const) {
    await sandbox.carryOut(item, command);
    await library.mgrctl(`service.post${command}`, { elid: item, sok: 'ok' });
    expect([command, service().status]).toEqual([command, status]);
  }
  await library.mgrctl('service.dropparam', { sok: 'ok', elid: item, name: 'username' });
  expect(service().params).not.toHaveProperty('username');
  expect(sandbox.operations()).toEqual([]);
  // whoever saves a secret in the open is noted, by either spelling
  const leaks = sandbox.calls('mgrctl').filter(call => call.leaks.length > 0);
  expect(leaks.map(call => [call.func, call.leaks])).toEqual([
    ['service.saveparam', ['userpassword']],
  ]);
});

test('Python library: a failure becomes a task of the type that is told below model', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'exit 1');
  const library = new PythonLibrary(sandbox);
  const item = sandbox.addService({ tariff: '3541' });
  const { operation } = await sandbox.carryOut(item, 'open');
  const errorxml = '<doc><error type="process"/></doc>';
  await library.mgrctl('runningoperation.edit', { sok: 'ok', elid: operation, errorxml });
  await library.mgrctl('runningoperation.setmanual', { elid: operation, sok: 'ok' });
  const { model } = await library.mgrctl('task.gettype', { operation: 'open', item });
  const type = model?.['task_type'] ?? '';
  await library.mgrctl('task.edit', { item, runningoperation: operation, type, sok: 'ok' });
  expect(sandbox.operations()).toMatchObject([{ manual: true, errorxml }]);
  expect(sandbox.tasks()).toMatchObject([{ type: '7' }]);
  await expect(library.mgrctl('task.gettype', {})).rejects.toThrow(/not_zero_code/);
});

test('Python library: services are imported, and the answer is read below model', async () => {
  const sandbox = await sandboxFor();
  const { model } = await new PythonLibrary(sandbox).mgrctl('processing.import.service', {
    ...{ module: 1, status: 3, period: 1, expiredate: '2031-02-28', sok: 'ok' },
    ...{ import_pricelist_intname: '9203-CloudLinux', import_service_name: 'old', licname: 'old' },
  });
  expect(sandbox.service(Number(model?.['service_id']))).toMatchObject({
    ...{ itemtype: 'softexternal', status: 3, params: { licname: 'old' } },
  });
});

test("Python library: the database's settings are told by paramlist, one in a row", async () => {
  const sandbox = await sandboxFor();
  const library = new PythonLibrary(sandbox);
  mkdirSync(join(sandbox.root, 'etc/billmgr.conf.d'));
  writeFileSync(join(sandbox.root, 'etc/billmgr.conf'), 'DBHost localhost\nDBName old\n# Note\n');
  writeFileSync(
    join(sandbox.root, 'etc/billmgr.conf.d/db.conf'),
    'DBName billmgr\nDBPassword a "b" $c; d\n',
  );
  expect((await library.mgrctl('paramlist')).elem).toEqual([
    { DBHost: 'localhost' },
    { DBName: 'billmgr' },
    { DBPassword: 'a "b" $c; d' },
  ]);
});
