import { expect, test } from 'vitest';
import { resumeAccount } from '../../../src/operations/accounts/resume.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

test('the account is switched on, and BILLmanager told', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  user.status = 'suspended';
  service.status = 'suspended';
  await resumeAccount(world.ctx, world.asked(service, 'resume'));
  expect([user.status, service.status]).toEqual(['active', 'active']);
});

test('one that works already is success, and nothing is sent', async () => {
  const world = aWorld();
  const { service } = await openedAccount(world);
  await resumeAccount(world.ctx, world.asked(service, 'resume'));
  expect(world.script.requests).not.toContain('user.resume');
  expect(world.billmanager.operations.size).toBe(0);
});
