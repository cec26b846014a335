import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { aWorld, day } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { type AWorld, opened } from '../support/service.ts';
import { start } from '../support/start.ts';

const PROBLEM = 'cpbillmgr_renewal_overdue';

async function on(world: AWorld, date: string) {
  world.timeline.now = Date.parse(`${date}T12:00:00Z`);
  return cron(world.restart());
}

/** A license until 10 April whose service is paid a month further, and no money for it. */
async function poor() {
  const world = aWorld();
  const { service } = await opened(world);
  await cron(world.ctx);
  world.vendor.balance = 0;
  return { ...world, service, problem: `${PROBLEM} ${service.id}` };
}

describe('a paid service whose license is not renewed', () => {
  test('is a problem from warn_days before its end while the renewal waits', async () => {
    const world = await poor();
    world.billmanager.moveEnd(world.service);
    const call = world.asked(world.service, 'prolong');
    expect(await start(world.restart(), 'prolong', prolong, call)).not.toBeNull();
    await on(world, '2027-04-06');
    expect([...world.billmanager.problems]).not.toContain(world.problem);
    await on(world, '2027-04-07');
    expect([...world.billmanager.problems]).toContain(world.problem);
    expect((await on(world, '2027-04-07')).troubles.join()).not.toContain('is paid, its license');
    world.vendor.balance = 1000;
    await on(world, '2027-04-08');
    expect([...world.billmanager.problems]).not.toContain(world.problem);
    expect(world.charges).toHaveLength(1);
  });

  test('or from the run after the one in which it was due', async () => {
    const world = await poor();
    world.service.expiredate = day('2027-05-10');
    await on(world, '2027-04-08');
    expect([...world.billmanager.problems]).not.toContain(world.problem);
    world.lies.vendor.prolong = async () => {
      throw new Fault('upstream_refused');
    };
    await on(world, '2027-04-09');
    await on(world, '2027-04-09');
    expect([...world.billmanager.problems]).toContain(world.problem);
  });

  test('and when it has ended; none where the client has paid no further', async () => {
    const world = await poor();
    await on(world, '2027-04-12');
    expect([...world.billmanager.problems]).not.toContain(world.problem);
    world.service.expiredate = day('2027-05-10');
    await on(world, '2027-04-12');
    expect([...world.billmanager.problems]).toContain(world.problem);
  });
});

describe('a date that has moved without an operation', () => {
  test('by up to one period is bought for when due, and told once', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    service.expiredate = day('2027-05-10');
    expect((await on(world, '2027-03-11')).troubles).toEqual([]);
    expect((await on(world, '2027-04-09')).troubles.join()).toContain('without a renewal');
    expect(world.charges).toHaveLength(1);
    expect((await on(world, '2027-04-09')).troubles).toEqual([]);
  });

  test('further is asked about: nothing is bought until it is settled', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    service.expiredate = day('2037-05-10');
    await on(world, '2027-04-09');
    await on(world, '2027-04-09');
    expect(world.charges).toEqual([]);
    expect([...world.billmanager.problems]).toContain(`cpbillmgr_date_unexplained ${service.id}`);
    service.expiredate = day('2027-05-10');
    await on(world, '2027-04-09');
    expect(world.charges).toHaveLength(1);
    expect([...world.billmanager.problems]).not.toContain(
      `cpbillmgr_date_unexplained ${service.id}`,
    );
  });
});
