import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, rawMgrctl, sandboxFor, shellModule, textOf } from './helpers.ts';

/**
 * The calls of ISPsystem's PHP sample, a registrar (docs/reference/sources.md, PHPs), for a product
 * type that is sold here: `-m billmgr -o xml`, several of them without `sok`.
 */
class PhpSample {
  private readonly sandbox: RunningSandbox;

  constructor(sandbox: RunningSandbox) {
    this.sandbox = sandbox;
  }

  async query(func: string, params: Readonly<Record<string, string | number>>): Promise<string> {
    const words = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    const call = ['-m', 'billmgr', '-o', 'xml', func, ...words];
    const { stdout } = await rawMgrctl(this.sandbox, call);
    if (errorOf(stdout) !== '') throw new Error(`${func}: ${errorOf(stdout)}`);
    return stdout;
  }

  /** What it does when a command fails: no trycount, a task at the first failure. */
  async fail(operation: number, item: number, command: string): Promise<void> {
    const errorxml = '<doc><error type="exist"/></doc>';
    await this.query('runningoperation.edit', { elid: operation, sok: 'ok', errorxml });
    await this.query('runningoperation.setmanual', { elid: operation });
    const type = textOf(await this.query('task.gettype', { operation: command }), 'task_type');
    if (type) {
      const task = { item, runningoperation: operation, type, sok: 'ok' };
      await this.query('task.edit', task);
    }
  }
}

/** A service with a standing operation, whose module does nothing by itself. */
async function standing(sandbox: RunningSandbox, item: number, command: string): Promise<number> {
  return (await sandbox.carryOut(item, command)).operation;
}

test('PHP sample: opened, renewed, stopped, gone on with, changed, ended', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'true');
  const php = new PhpSample(sandbox);
  const item = sandbox.addService({ tariff: '3541', ip: '192.0.2.10' });
  const service = () => sandbox.service(item);

  await standing(sandbox, item, 'open');
  const settings = await php.query('processing.edit', { elid: 1 });
  expect(textOf(settings, 'password')).toBe(sandbox.password);
  await php.query('soft.open', { elid: item, sok: 'ok' });
  expect(service().status).toBe(2);
  // a status of the type's own is none of the service's
  await php.query('service.setstatus', { elid: item, service_status: 8 });
  expect(service()).toMatchObject({ status: 2, params: { service_status: '8' } });

  for (const [command, status] of [
    ['prolong', 2],
    ['suspend', 3],
    ['resume', 2],
    ['setparam', 2],
    ['close', 4],
  ] as const) {
    await standing(sandbox, item, command);
    if (command === 'prolong')
      await php.query('service.setexpiredate', { elid: item, expiredate: '2031-02-28' });
    await php.query(`service.post${command}`, { elid: item, sok: 'ok' });
    expect([command, service().status]).toEqual([command, status]);
    expect(sandbox.operations()).toEqual([]);
  }
  expect(service().expiredate).toBe('2031-02-28');
});

test('PHP sample: a failure is left to a person at once, without the service in task.gettype', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, 'exit 1');
  const php = new PhpSample(sandbox);
  const item = sandbox.addService({ tariff: '3541' });
  const operation = await standing(sandbox, item, 'open');
  await php.fail(operation, item, 'open');
  const errorxml = '<doc><error type="exist"/></doc>';
  expect(sandbox.operations()).toMatchObject([{ id: operation, manual: true, errorxml }]);
  expect(sandbox.tasks()).toMatchObject([{ item, runningoperation: operation, type: '7' }]);
  await php.query('problems.register', {
    ...{ name: 'processingmodule_connect', id: 1, level: 'error', param_pm_name: 'pmregistrar' },
    ...{ param_pm_id: 1, param_errormsg: 'no connection', sok: 'ok' },
  });
  expect(sandbox.problems()).toMatchObject([{ name: 'processingmodule_connect', object: '1' }]);
});

test('PHP sample: what it finds is imported by the name of a tariff alone; a status follows by a post', async () => {
  const sandbox = await sandboxFor();
  const php = new PhpSample(sandbox);
  const answer = await php.query('processing.import.service', {
    ...{ module: 1, status: 2, period: 12, expiredate: '2031-02-28', sok: 'ok' },
    ...{ import_pricelist_intname: '3541-ISPmanager Lite', import_service_name: 'old.example' },
    ...{ domain: 'old.example', service_status: 2 },
  });
  const item = Number(textOf(answer, 'service_id'));
  expect(sandbox.service(item)).toMatchObject({
    ...{ itemtype: 'soft', tariff: '3541-ISPmanager Lite', status: 2, account: null },
    params: { domain: 'old.example' },
  });
  // sync_item: no operation stands
  await php.query('service.postsuspend', { elid: item });
  expect(sandbox.service(item).status).toBe(3);
  await php.query('service.postresume', { elid: item });
  expect(sandbox.service(item).status).toBe(2);
});
