import { expect, test } from 'vitest';
import { prolongAccount } from '../../../src/operations/accounts/prolong.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

test('a renewal changes nothing at the panel, and is told', async () => {
  const world = aWorld();
  const { service } = await openedAccount(world);
  world.billmanager.moveEnd(service);
  await prolongAccount(world.ctx, world.asked(service, 'prolong'));
  expect(world.script.requests).toEqual(['user.edit']);
  expect(world.billmanager.operations.size).toBe(0);
  expect(await world.ctx.journal.licenseOf(service.id)).toMatchObject({ paidUntil: '2027-05-10' });
});

test('nobody pays on for a storage that is gone', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  world.panel.delete(user.name);
  await expect(prolongAccount(world.ctx, world.asked(service, 'prolong'))).rejects.toMatchObject({
    type: 'account_gone',
    value: user.name,
  });
  expect(world.script.calls).not.toContain('postprolong');
});
