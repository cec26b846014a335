import { expect, test } from 'vitest';
import { calledService, onlyModule } from '../../../src/operations/engine/called-service.ts';
import { aWorld } from '../../support/a-world.ts';
import { byHand } from '../../support/service.ts';

const OURS = { program: 'pmcpbillmgr', hint: undefined } as const;

test('a service that names its module keeps it, whatever the call says', async () => {
  const { ctx, order, script } = aWorld();
  const call = { ...byHand(order()), module: '9' };
  expect(await calledService(ctx, call, OURS)).toMatchObject({ processingmodule: '7' });
  expect(script.calls).toEqual(['service']);
  await expect(calledService(ctx, { ...call, item: '5' }, OURS)).rejects.toMatchObject({
    type: 'service_missing',
  });
});

test('one that names none gets no module of another program, and none where there is none', async () => {
  const { ctx, order, billmanager } = aWorld();
  const call = byHand(order({ processingmodule: '' }));
  expect(await onlyModule(ctx, 'pmcpispmgr')).toBe('8');
  billmanager.modules.delete('7');
  await expect(calledService(ctx, call, OURS)).rejects.toMatchObject({ type: 'fact_missing' });
});
