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
    {
      program: 'pmcpbillmgr',
      retryableElsewhere: new Set(['upstream_unreachable']),
      isServed: ({ params }) => params.has('license_id'),
    },
  );
  return {
    ...world,
    open,
    service,
    tried,
    run: () => open(world.ctx, world.asked(service, 'open')),
  };
}

describe('a service is opened at the next module of its tariff', () => {
  test('until one can', async () => {
    const { run, tried } = opening(['8', '9']);
    await run();
    expect(tried).toEqual(['7', '8', '9']);
  });

  test('unless there is none, the module stays the same, or one comes again', async () => {
    const alone = opening([]);
    await expect(alone.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    const standing = opening(['7', '9']);
    await expect(standing.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(standing.tried).toEqual(['7']);
    const circle = opening(['8', '7', '9']);
    await expect(circle.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(circle.tried).toEqual(['7', '8']);
  });

  test('and the panel is told of it', async () => {
    const { run, billmanager, service } = opening(['9']);
    await run();
    expect([...billmanager.problems]).toEqual(['processingmodule_getnextmodule 7']);
    const silent = opening(['9']);
    silent.script.billmanager('problem', 'refused');
    await silent.run();
    expect(silent.tried).toEqual(['7', '9']);
    expect(service.processingmodule).toBe('9');
  });

  test('but an answer of BILLmanager that is lost leaves it to the retry', async () => {
    const { run, script, tried } = opening(['9']);
    script.billmanager('getnextmodule', 'unanswered');
    await expect(run()).rejects.toMatchObject({ type: 'billing_unreachable', kind: 'passing' });
    expect(tried).toEqual(['7']);
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
    const named = opening(['9']);
    named.service.params.set('license_id', '5');
    await expect(named.run()).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(named.tried).toEqual(['7']);
  });

  test('but not when a new state file knows nothing of the attempts before', async () => {
    const lost = opening(['9']);
    const call = lost.asked(lost.service, 'open');
    const operation = lost.billmanager.operations.get(call.runningOperation ?? '');
    Object.assign(operation ?? {}, { trycount: 2 });
    await expect(lost.open(lost.ctx, call)).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(lost.tried).toEqual(['7']);
    const key = { command: 'open', item: call.item, runningOperation: call.runningOperation };
    await lost.ctx.journal.begin(key, '7', {});
    await lost.open(lost.ctx, call);
    expect(lost.tried).toEqual(['7', '7', '9']);
  });

  test('but not when BILLmanager no longer wants it', async () => {
    const { open, ctx, service, asked, billmanager, tried } = opening(['9']);
    const call = asked(service, 'open');
    billmanager.operations.clear();
    await expect(open(ctx, call)).rejects.toMatchObject({ type: 'upstream_unreachable' });
    expect(tried).toEqual(['7']);
  });
});
