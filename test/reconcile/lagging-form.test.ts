import { expect, test } from 'vitest';
import { aWorld } from '../support/a-world.ts';
import { MODULE } from '../support/billmanager-rows.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

test('a license whose form lags behind its list is read again, for an hour', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  await cron(world.ctx);
  const honest = await world.ctx.vendor(await world.ctx.billmanager.module(MODULE));
  const formOf = async () => structuredClone(await honest.vendor.read('soft', license.id));
  const before = await formOf();
  license.status = 'suspended';
  world.lies.vendor.read = async () => before;
  await cron(world.restart());
  expect(service.status).toBe('active');
  const suspended = before && { ...before, status: 'suspended' as const };
  delete world.lies.vendor.read;
  await cron(world.restart());
  expect(service.status).toBe('suspended');

  // a list that always says otherwise is not asked about in every run
  license.status = 'active';
  world.lies.vendor.read = async () => suspended;
  await cron(world.restart());
  world.timeline.now += 2 * 3_600_000;
  await cron(world.restart());
  expect((await cron(world.restart())).changed).toBe(0);
});
