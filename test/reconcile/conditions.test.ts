import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../src/base/fault.ts';
import { open } from '../../src/operations/licenses/open.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { aWorld, day } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { type AWorld, opened } from '../support/service.ts';
import { start } from '../support/start.ts';

async function later(world: AWorld, minutes = 5) {
  world.timeline.now += minutes * 60_000;
  return cron(world.restart());
}

/** A renewal that has met a fault of the vendor's. */
async function met(type: FaultType) {
  const world = aWorld();
  const { service, license } = await opened(world);
  await cron(world.ctx);
  const fail = async (): Promise<never> => {
    throw new Fault(type);
  };
  Object.assign(world.lies.vendor, { prolong: fail, checkLogin: fail, balance: fail });
  world.billmanager.moveEnd(service);
  const call = world.asked(service, 'prolong');
  expect(await start(world.restart(), 'prolong', prolong, call)).toMatchObject({ type });
  world.script.requests.length = 0;
  const mend = (): void => {
    for (const each of ['prolong', 'checkLogin', 'balance'] as const)
      delete world.lies.vendor[each];
  };
  return { ...world, service, license, call, mend };
}

describe('a renewal that met a wrong password', () => {
  test('is carried out in the run that finds the login working', async () => {
    const world = await met('upstream_auth');
    expect([...world.billmanager.operations.values()]).toMatchObject([
      { manual: true, hasTask: true },
    ]);
    await later(world);
    expect(world.charges).toEqual([]);
    world.mend();
    await later(world);
    expect(world.charges).toHaveLength(1);
    expect(world.license.expiredate).toBe('2027-05-10');
    expect(world.billmanager.operations.size).toBe(0);
  });
});

describe('what has gone by itself is tried', () => {
  test.each(['upstream_access', 'price_above_max'] as const)(
    'after an hour, or with another conf, where it was %s',
    async type => {
      for (const way of ['time', 'conf']) {
        const world = await met(type);
        world.mend();
        await later(world);
        expect(world.charges).toEqual([]);
        if (way === 'conf') world.state.conf += '# mended\n';
        await later(world, way === 'conf' ? 5 : 60);
        expect(world.charges).toHaveLength(1);
      }
    },
  );

  test('with another conf, where a Preset line was missing', async () => {
    const world = aWorld();
    const { conf } = world.state;
    world.state.conf = conf.replace('Preset 3541-Lite\n', '');
    const service = world.order();
    const call = world.asked(service, 'open');
    expect(await start(world.restart(), 'open', open, call)).toMatchObject({
      type: 'preset_unknown',
    });
    await later(world);
    expect(world.charges).toEqual([]);
    world.state.conf = conf;
    await later(world);
    expect(service.status).toBe('active');
    expect(world.charges).toHaveLength(1);
  });
});

test('a renewal needs no Preset line, only the period map', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  world.state.conf = world.state.conf.replace('Preset 3541-Lite\n', '');
  world.billmanager.moveEnd(service);
  await prolong(world.restart(), world.asked(service, 'prolong'));
  expect(license.expiredate).toBe('2027-05-10');
});

describe('nothing is bought for what BILLmanager no longer wants', () => {
  const UNWANTED: Readonly<Record<string, (world: Awaited<ReturnType<typeof met>>) => void>> = {
    'its operation is gone': ({ billmanager }) => billmanager.operations.clear(),
    'its task was closed': ({ billmanager, call }) => {
      Object.assign(billmanager.operations.get(call.runningOperation ?? '') ?? {}, {
        isTaskClosed: true,
      });
    },
    'its task is shown no more': ({ billmanager, call }) => {
      Object.assign(billmanager.operations.get(call.runningOperation ?? '') ?? {}, {
        hasTask: false,
      });
    },
    'the service was closed': ({ service }) => {
      service.status = 'deleted';
    },
    'BILLmanager has suspended the service since': ({ service }) => {
      service.status = 'suspended';
    },
  };

  test.each(Object.entries(UNWANTED))('%s', async (_, happens) => {
    const world = await met('upstream_auth');
    await later(world);
    happens(world);
    world.mend();
    // its date has not been paid for
    world.service.expiredate = day('2027-04-10');
    await later(world);
    await later(world);
    expect(world.charges).toEqual([]);
    const [row] = await world.restart().journal.operations({ command: 'prolong' });
    expect(row).toMatchObject({ state: 'failed', outcome: { fault: 'operation_withdrawn' } });
  });

  test('a suspension that was there before it was asked for is none of these', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    service.status = 'suspended';
    world.vendor.balance = 0;
    world.billmanager.moveEnd(service);
    const call = world.asked(service, 'prolong');
    expect(await start(world.restart(), 'prolong', prolong, call)).not.toBeNull();
    world.vendor.balance = 100;
    await later(world);
    expect(world.charges).toHaveLength(1);
  });
});

test('a task that stays open after its operation is named until it is closed', async () => {
  const world = await met('upstream_auth');
  world.mend();
  await later(world);
  const [row] = await world.restart().journal.operations({ command: 'prolong' });
  expect(row).toMatchObject({
    state: 'done',
    facts: { task: `task of ${world.call.runningOperation}` },
  });
  world.billmanager.tasks.clear();
  await later(world);
  const [after] = await world.restart().journal.operations({ command: 'prolong' });
  expect(after?.facts['task']).toBe('');
});

describe('a fault before the operation could be begun', () => {
  test('gets a row for checkevent, and what it began with is noted later', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const { ctx } = world;
    world.billmanager.moveEnd(service);
    const call = world.asked(service, 'prolong');
    const broken = {
      ...ctx,
      vendor: () => Promise.reject(new Fault('module_setting_missing', { object: 'password' })),
    };
    expect(await start(broken, 'prolong', prolong, call)).toMatchObject({
      type: 'module_setting_missing',
    });
    expect(await ctx.journal.operations({ command: 'prolong' })).toMatchObject([
      { state: 'open', module: '7', outcome: { condition: 'login' } },
    ]);
    await later(world);
    expect(license.expiredate).toBe('2027-05-10');
    expect(await world.restart().journal.operations({ command: 'prolong' })).toMatchObject([
      { state: 'done', facts: { target: '2027-05-10', status: 'active', unbegun: '' } },
    ]);
  });

  test('by hand waits for nothing but the look that a refusal is believed after', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    world.vendor.balance = 0;
    world.billmanager.moveEnd(service);
    const byHand = { item: service.id, runningOperation: null, itemtype: null };
    expect(await start(world.ctx, 'prolong', prolong, byHand)).not.toBeNull();
    const rows = () => world.restart().journal.operations({ command: 'prolong' });
    expect(await rows()).toMatchObject([{ state: 'open', outcome: { fault: 'upstream_money' } }]);
    for (const minutes of [5, 5]) await later(world, minutes);
    world.vendor.balance = 100;
    await later(world);
    expect(world.charges).toEqual([]);
    // it rests: the next call by hand takes it up
    expect(await rows()).toMatchObject([{ state: 'open', outcome: { fault: 'upstream_money' } }]);
  });
});
