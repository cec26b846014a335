import { expect, test } from 'vitest';
import { saveStatistics } from '../../../src/operations/accounts/account-stat.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

test('disk use and traffic are saved on the service of each account, and only what has changed', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  world.panel.addUser('somebody', { diskUsed: 9 });
  user.diskUsed = 120;
  expect(await saveStatistics(world.ctx, '8')).toBe(1);
  expect(service.params.get('disk_used')).toBe('120');
  expect(await saveStatistics(world.ctx, '8')).toBe(0);
  user.diskUsed = 121;
  user.trafficUsed = 7;
  expect(await saveStatistics(world.ctx, '8')).toBe(1);
  expect(service.params.get('disk_used')).toBe('121');
  expect(service.params.get('traffic_used')).toBe('7');
});

test('a service that BILLmanager refuses is tried again next time, and the others are saved', async () => {
  const world = aWorld();
  const first = await openedAccount(world);
  const second = await openedAccount(world);
  first.user.diskUsed = 1;
  second.user.diskUsed = 2;
  world.script.billmanager('saveparam', 'refused');
  expect(await saveStatistics(world.ctx, '8')).toBe(1);
  expect(world.log.join()).toContain(`use of service ${first.service.id}`);
  expect(await saveStatistics(world.ctx, '8')).toBe(1);
  expect(first.service.params.get('disk_used')).toBe('1');
});
