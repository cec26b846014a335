import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { withFailover } from '../../../src/operations/engine/failover.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { aWorld } from '../../support/a-world.ts';

/** An opening that fails at every module but the last; `tried` names the modules in their order. */
function opening(next: readonly string[], type: FaultType = 'upstream_unreachable') {
  const world = aWorld();
  const { billmanager } = world;
  const service = world.order();
  for (const id of [...next, '9']) billmanager.modules.set(id, { ...billmanager.module('7'), id });
  billmanager.nextModules.push(...next);
  const tried: string[] = [];
  const open = withFailover(
    async () => {
      const module = service.processingmodule ?? '7';
      tried.push(module);
      if (module !== '9') throw new Fault(type);
    },
    { program: 'pmcpbillmgr', retryableElsewhere: new Set(['upstream_unreachable']) },
  );
  return { ...world, service, tried, run: () => open(world.ctx, world.asked(service, 'open')) };
}

describe('a service is opened at the next module of its tariff', () => {
  test('until one can', async () => {
    const { run, tried } = opening(['8', '9']);
    await run();
    expect(tried).toEqual(['7', '8', '9']);
  });

  test('unless there is none, or one comes again', async () => {
    const alone = opening([]);
    await expect(alone.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    const circle = opening(['8', '7', '8', '9']);
    await expect(circle.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(circle.tried).toEqual(['7', '8', '7']);
  });

  test('but not for a fault that another module would have as well', async () => {
    const { run, tried } = opening(['9'], 'address_refused');
    await expect(run()).rejects.toMatchObject({ type: 'address_refused' });
    expect(tried).toEqual(['7']);
  });

  test('but not by another program', async () => {
    const { run, tried, billmanager } = opening(['9']);
    billmanager.modules.set('9', { ...billmanager.module('9'), module: 'pmother' });
    await expect(run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(tried).toEqual(['7']);
  });

  test('but not when a license was bought, or an order may have been placed', async () => {
    const bought = opening(['9']);
    const { id } = bought.service;
    const owner = { account: 'a', itemtype: 'soft', licenseId: '5', item: id, module: '7' };
    await bought.ctx.journal.write([{ put: ledgerRow(owner, {}) }]);
    await expect(bought.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(bought.tried).toEqual(['7']);
    const doubtful = opening(['9']);
    const key = { command: 'open', item: doubtful.service.id, runningOperation: '900' };
    const { operation } = await doubtful.ctx.journal.begin(key, '7', {});
    await doubtful.ctx.journal.intend(operation.id, 'order', {});
    await expect(doubtful.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(doubtful.tried).toEqual(['7']);
  });
});
