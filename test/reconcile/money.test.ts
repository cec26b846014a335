import { describe, expect, test } from 'vitest';
import type { IsoDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { aWorld, day, type WorldOptions } from '../support/a-world.ts';
import type { SimService } from '../support/billmanager-world.ts';
import { cron } from '../support/cron.ts';
import { type AWorld, opened } from '../support/service.ts';
import { start } from '../support/start.ts';

const FIVE_MINUTES = 300_000;

/** Services whose renewal BILLmanager has asked for while the vendor account was empty. */
async function poor(count: number, options: WorldOptions = {}) {
  const world = aWorld(options);
  const services: SimService[] = [];
  for (let index = 1; index <= count; index++) {
    const ip = `192.0.2.${index % 250}`;
    services.push((await opened(world, { ip, licname: `shop ${index}` })).service);
  }
  world.vendor.balance = 0;
  for (const service of services) await askRenewal(world, service);
  world.script.requests.length = 0;
  return { ...world, services };
}

async function askRenewal(world: AWorld, service: SimService): Promise<void> {
  world.billmanager.moveEnd(service);
  const call = world.asked(service, 'prolong');
  expect(await start(world.restart(), 'prolong', prolong, call)).toMatchObject({
    type: 'upstream_money',
  });
}

/** Cron comes so often, every five minutes. */
async function cronFor(world: AWorld, runs: number): Promise<void> {
  for (let run = 1; run <= runs; run++) {
    world.timeline.now += FIVE_MINUTES;
    await cron(world.restart());
  }
}

const ends = (world: AWorld): readonly (IsoDate | null)[] =>
  [...world.vendor.licenses.values()].map(each => each.expiredate);

describe('a renewal that met an empty balance', () => {
  test('is set to manual at once, with one task', async () => {
    const { billmanager, script } = await poor(1);
    const [operation] = billmanager.operations.values();
    expect(operation).toMatchObject({ manual: true, hasTask: true });
    expect(script.calls.filter(each => each === 'task')).toHaveLength(1);
  });

  test('is left alone while the balance stands, which is read in each run and a problem', async () => {
    const world = await poor(2);
    await cronFor(world, 3);
    expect(world.script.requests).not.toContain('prolong');
    expect(world.script.requests.filter(each => each === 'balance').length).toBeGreaterThan(2);
    expect([...world.billmanager.problems]).toContain('cpbillmgr_balance_low 7');
    expect(world.billmanager.operations.size).toBe(2);
  });

  test('is carried out in the run that finds the balance grown, which takes the problem back', async () => {
    const world = await poor(2);
    await cronFor(world, 2);
    world.vendor.balance = 1000;
    await cronFor(world, 1);
    expect(world.charges).toHaveLength(2);
    expect(world.billmanager.operations.size).toBe(0);
    expect([...world.billmanager.problems]).toEqual([]);
    expect(ends(world)).toEqual([day('2027-05-10'), day('2027-05-10')]);
  });

  test('by end date; the first refusal ends the waiting of all that cost as much', async () => {
    const world = await poor(4);
    world.vendor.balance = 10;
    await cronFor(world, 1);
    expect(world.charges).toHaveLength(2);
    expect(world.script.requests.filter(each => each === 'prolong')).toHaveLength(3);
    world.script.requests.length = 0;
    await cronFor(world, 2);
    expect(world.script.requests).not.toContain('prolong');
    world.vendor.balance += 5;
    await cronFor(world, 1);
    expect(world.charges).toHaveLength(3);
  });

  test('where the balance cannot be read after 1, 2, 4 ... hours', async () => {
    const world = await poor(1);
    world.lies.vendor.balance = async () => {
      throw new Fault('upstream_access');
    };
    const tried: number[] = [];
    for (let run = 1; run <= 12 * 16; run++) {
      world.script.requests.length = 0;
      await cronFor(world, 1);
      if (world.script.requests.includes('prolong')) tried.push(Math.floor(run / 12));
    }
    expect(tried).toEqual([1, 3, 7, 15]);
  });

  test('on credit: what is paid in counts, below zero too', async () => {
    const world = await poor(1);
    world.vendor.balance = -20;
    await cronFor(world, 13);
    world.script.requests.length = 0;
    const pay = world.vendor.prolong.bind(world.vendor);
    world.vendor.prolong = (id, period, payer) => {
      world.vendor.balance += 100;
      const answer = pay(id, period, payer);
      world.vendor.balance -= 100;
      return answer;
    };
    await cronFor(world, 1);
    expect(world.script.requests).not.toContain('prolong');
    world.vendor.balance = -10;
    await cronFor(world, 1);
    expect(world.charges).toHaveLength(1);
  });
});

test('200 renewals without money on the 1st are all made within an hour on the 2nd, by cron alone', async () => {
  const world = await poor(200, { settings: { rate: 5 } });
  world.timeline.now += 24 * 3_600_000;
  await cronFor(world, 3);
  expect(world.charges).toEqual([]);
  world.vendor.balance = 100_000;
  const began = world.timeline.now;
  while (world.billmanager.operations.size > 0 && world.timeline.now - began < 3_600_000)
    await cronFor(world, 1);
  expect(world.timeline.now - began).toBeLessThan(3_600_000);
  expect(world.charges).toHaveLength(200);
  expect(new Set(world.charges).size).toBe(200);
  expect([...world.billmanager.operations]).toEqual([]);
  expect(new Set(ends(world))).toEqual(new Set([day('2027-05-10')]));
}, 120_000);
