import { expect, test } from 'vitest';
import { suspendAccount } from '../../../src/operations/accounts/suspend.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

test('the account is switched off, and BILLmanager told', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  await suspendAccount(world.ctx, world.asked(service, 'suspend'));
  expect([user.status, service.status]).toEqual(['suspended', 'suspended']);
  expect(world.billmanager.operations.size).toBe(0);
});

test('one that is gone is told, and BILLmanager not', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  world.panel.delete(user.name);
  await expect(suspendAccount(world.ctx, world.asked(service, 'suspend'))).rejects.toMatchObject({
    type: 'account_gone',
  });
  expect(service.status).toBe('active');
});
