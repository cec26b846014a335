import { describe, expect, test } from 'vitest';
import { addOperation } from '../../sandbox/billmanager/operations.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { start } from './box.ts';
import { orderTogether, startTogether, wrongsOf } from './crowd.ts';
import { errorType } from './trial.ts';

const SAME = 16;
const IP = '192.0.2.10';
const call = (command: string, item: number, operation?: number): readonly string[] => [
  ...['--command', command, '--item', String(item)],
  ...(operation === undefined ? [] : ['--runningoperation', String(operation)]),
];

describe('at the same moment', () => {
  test('24 services are opened on a new state file, with checkevent among them: one license and one charge each', async () => {
    const box = await start();
    await orderTogether(box, 24, 2);
    expect(await wrongsOf(box)).toEqual([]);
  });

  test('16 processes open the same service for the same running operation: one order', async () => {
    const box = await start();
    const item = box.addService({ tariff: '3541', ip: IP });
    const { id } = standing(box, item, 'open');
    const runs = await startTogether(box, SAME, call('open', item, id));
    const told = runs.filter(run => run.exitCode !== 0).map(errorType);
    expect(told.filter(type => type !== 'service_busy')).toEqual([]);
    expect(runs.some(run => run.exitCode === 0)).toBe(true);
    expect(await wrongsOf(box)).toEqual([]);
  });

  test('16 processes open the same service, each started by hand, and checkevent goes on meanwhile: one order', async () => {
    const box = await start();
    const item = box.addService({ tariff: '3541', ip: IP });
    await Promise.all([
      startTogether(box, SAME, call('open', item)),
      startTogether(box, 2, ['checkevent']),
    ]);
    expect(await wrongsOf(box)).toEqual([]);
  });

  test('8 processes renew the same service for the same running operation, and checkevent too: one charge more', async () => {
    const box = await start();
    const { item } = await box.order({ tariff: '3541', ip: IP });
    box.addFault({ side: 'upstream', func: 'service.prolong', action: 'kill-after', count: 1 });
    const { operation } = await box.prolong(item);
    await Promise.all([
      startTogether(box, 8, call('prolong', item, operation)),
      startTogether(box, 2, ['checkevent']),
    ]);
    expect(box.charges()).toHaveLength(2);
    expect(box.operations()).toEqual([]);
  });

  test('two renewals of the same service with operations of their own: two charges', async () => {
    const box = await start();
    const { item } = await box.order({ tariff: '3541', ip: IP });
    await Promise.all([box.prolong(item), box.prolong(item)]);
    await box.retryAll();
    expect(box.charges()).toHaveLength(3);
    expect(box.operations()).toEqual([]);
  });

  test('two services want the one released license: one gets it, the other orders', async () => {
    const box = await start({ conf: '[preset 3541]\nclose = release\n' });
    const { item } = await box.order({ tariff: '3541', ip: IP });
    await box.closeService(item);
    const both = await Promise.all([
      box.order({ tariff: '3541', ip: '192.0.2.11' }),
      box.order({ tariff: '3541', ip: '192.0.2.12' }),
    ]);
    await box.retryAll();
    expect(box.operations()).toEqual([]);
    const licenses = both.map(each => box.service(each.item).params['license_id']);
    expect(new Set(licenses).size).toBe(2);
    expect(box.charges().filter(each => each.what === 'order')).toHaveLength(2);
    expect(box.upstreamServices()).toHaveLength(2);
  });
});

/** An operation of BILLmanager for which nobody has started the module yet. */
const standing = (box: RunningSandbox, item: number, command: string) =>
  addOperation(box.billing, item, command);
