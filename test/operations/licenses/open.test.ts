import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { close } from '../../../src/operations/licenses/close.ts';
import { open, openWithFailover, reopen } from '../../../src/operations/licenses/open.ts';
import { aWorld, day, TODAY } from '../../support/a-world.ts';
import { cron } from '../../support/cron.ts';
import { MARK, markedFor, orderedFor } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

describe('opening a service', () => {
  test('buys a license, tells the service of it and activates it', async () => {
    const { ctx, vendor, billmanager, charges, order, asked } = aWorld();
    const service = order();
    await open(ctx, asked(service, 'open'));
    const [license] = [...vendor.licenses.values()];
    expect(license).toMatchObject({
      remoteid: orderedFor(service.id),
      ip: '192.0.2.7',
      licname: 'shop',
    });
    expect(service.status).toBe('active');
    expect(Object.fromEntries(service.params)).toEqual({
      license_id: license?.id,
      lickey: license?.lickey,
      license_expiredate: '2027-04-10',
    });
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(billmanager.operations.size).toBe(0);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      licenseId: license?.id,
      status: 'active',
      paidUntil: '2027-04-10',
    });
  });

  test('buys nothing more when it is asked once more', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    await open(world.restart(), world.asked(service, 'open'));
    expect(world.charges).toEqual([]);
    expect(world.billmanager.operations.size).toBe(0);
  });

  test.each(['order', 'edit', 'checkip'] as const)(
    'that is killed while %s is on its way is finished by the next attempt, with one order',
    async func => {
      const { ctx, vendor, script, charges, order, asked, killed, restart } = aWorld();
      const service = order();
      const call = asked(service, 'open');
      script.wire(func, 'killed');
      await killed(() => open(ctx, call));
      await open(restart(), call);
      expect(charges).toEqual([`order for ${service.id}`]);
      expect(vendor.licenses.size).toBe(1);
      expect(service.status).toBe('active');
    },
  );

  test('that is killed when BILLmanager has been told undoes nothing that was done since', async () => {
    const { ctx, vendor, script, charges, order, asked, killed, restart } = aWorld();
    const service = order();
    const call = asked(service, 'open');
    script.billmanager('open', 'killed');
    await killed(() => open(ctx, call));
    const [license] = [...vendor.licenses.values()];
    Object.assign(license ?? {}, { status: 'suspended' });
    service.status = 'suspended';
    await open(restart(), call);
    expect([service.status, license?.status]).toEqual(['suspended', 'suspended']);
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(script.calls.filter(each => each === 'open')).toHaveLength(1);
  });

  test('hands it over while the vendor prepares it, and activates it when it is ready', async () => {
    const { ctx, timeline, script, charges, order, asked, restart } = aWorld({
      settings: { preparation: 900 },
    });
    const service = order();
    const call = asked(service, 'open');
    await open(ctx, call);
    expect(service.status).toBe('processing');
    expect((await ctx.journal.operations({ item: service.id }))[0]?.state).toBe('waiting');
    await timeline.pause(900_000);
    await open(restart(), call);
    expect(service.status).toBe('active');
    expect(script.calls.filter(each => each === 'postopen')).toHaveLength(1);
    expect(charges).toHaveLength(1);
  });

  test('of a service that was closed meanwhile begins nothing', async () => {
    const { ctx, billmanager, script, order, asked } = aWorld();
    const service = order();
    const call = asked(service, 'open');
    service.status = 'deleted';
    billmanager.operations.clear();
    await expect(open(ctx, call)).rejects.toMatchObject({ type: 'operation_withdrawn' });
    expect(script.requests).toEqual([]);
    expect(await ctx.journal.operations({ item: service.id })).toEqual([]);
  });

  test('begins nothing in maintenance', async () => {
    const { ctx, state, script, order, asked } = aWorld();
    const service = order();
    state.maintenance = true;
    await expect(open(ctx, asked(service, 'open'))).rejects.toMatchObject({ type: 'maintenance' });
    expect(script.requests).toEqual([]);
    expect(await ctx.journal.operations({ item: service.id })).toEqual([]);
  });

  test('buys a term more where the order is shorter than the client’s period', async () => {
    const { ctx, vendor, charges, order, asked } = aWorld();
    const service = order({ tariff: '13', period: 12 });
    await open(ctx, asked(service, 'open'));
    expect(charges).toHaveLength(12);
    expect([...vendor.licenses.values()][0]?.expiredate).toBe('2028-03-10');
  });
});

test('reopening is told by postreopen, and buys nothing for a service that has a license', async () => {
  const world = aWorld();
  const { service } = await opened(world);
  service.status = 'processing';
  await reopen(world.restart(), world.asked(service, 'reopen'));
  expect(world.charges).toEqual([]);
  expect(world.script.calls).toContain('postreopen');
  expect(world.script.calls).not.toContain('open');
  expect(service.status).toBe('active');
});

describe('another module of the tariff', () => {
  const broke = () => {
    const world = aWorld();
    const service = world.order();
    const { billmanager, lies, vendor } = world;
    billmanager.modules.set('9', { ...billmanager.module('7'), id: '9' });
    billmanager.nextModules.push('9');
    lies.vendor.order = async request => {
      if (service.processingmodule !== '9') throw new Fault('upstream_money');
      return vendor.order(request, { name: 'module 9', startedAt: 0 });
    };
    return { ...world, service };
  };

  test('opens the service where the account of the first one is empty', async () => {
    const { ctx, charges, service, asked, timeline, billmanager } = broke();
    const call = asked(service, 'open');
    await expect(openWithFailover(ctx, call)).rejects.toMatchObject({ type: 'charge_in_doubt' });
    expect(billmanager.nextModules).toEqual(['9']);
    // not before it is certain that the first account did not pay
    await timeline.pause(60_000);
    await openWithFailover(ctx, call);
    expect(service.status).toBe('active');
    expect(charges).toEqual([`order for ${service.id}`]);
  });

  test('is not asked while an order of the first one is in doubt', async () => {
    const { ctx, lies, billmanager, charges, service, asked, timeline } = broke();
    lies.vendor.order = async () => {
      throw new Fault('upstream_answer_lost');
    };
    const call = asked(service, 'open');
    await expect(openWithFailover(ctx, call)).rejects.toMatchObject({
      type: 'upstream_answer_lost',
    });
    lies.vendor.listPage = async () => {
      throw new Fault('upstream_unreachable');
    };
    await timeline.pause(5 * 60_000);
    await expect(openWithFailover(ctx, call)).rejects.toMatchObject({
      type: 'upstream_unreachable',
    });
    expect(billmanager.nextModules).toEqual(['9']);
    expect(charges).toEqual([]);
  });
});

describe('a license that was released', () => {
  const released = async () => {
    const world = aWorld({ conf: '[preset 3541]\nclose = release\n' });
    const { service, license } = await opened(world, { ip: '192.0.2.9' });
    await close(world.ctx, world.asked(service, 'close'));
    return { ...world, license };
  };

  test('serves the next service, and costs nothing', async () => {
    const { ctx, license, charges, order, asked } = await released();
    const service = order();
    await open(ctx, asked(service, 'open'));
    expect(service.params.get('license_id')).toBe(license.id);
    expect(license).toMatchObject({
      remoteid: markedFor(service.id),
      ip: '192.0.2.7',
      status: 'active',
    });
    expect(charges).toEqual([]);
  });

  test('and that somebody has put to use stops no opening', async () => {
    const { ctx, license, charges, order, asked } = await released();
    license.remoteid = '2000';
    const service = order();
    await open(ctx, asked(service, 'open'));
    expect(license.remoteid).toBe('2000');
    expect(charges).toEqual([`order for ${service.id}`]);
  });

  test('is known by its mark where the state file was lost', async () => {
    const { state, license, charges, order, asked, restart } = await released();
    state.file = `${state.file}.new`;
    const service = order();
    await open(restart(), asked(service, 'open'));
    expect(license.remoteid).toBe(markedFor(service.id));
    expect(charges).toEqual([]);
  });
});

test('an opening that only a journal put back knows ends with the service, which was closed since', async () => {
  const world = aWorld();
  const { journal } = world.ctx;
  const service = world.order();
  const call = world.asked(service, 'open');
  await journal.begin({ command: 'open', ...call }, service.processingmodule ?? '7', {});
  service.status = 'deleted';
  world.billmanager.operations.clear();
  await expect(open(world.ctx, call)).rejects.toMatchObject({ type: 'operation_withdrawn' });
  expect(await journal.operations({ item: service.id })).toMatchObject([{ state: 'failed' }]);
  expect(world.charges).toEqual([]);
});

test('what a former service of this number had ordered is not taken for the new one’s, with a new state file either', async () => {
  const world = aWorld();
  const service = world.order({ createdate: TODAY });
  const remoteid = `${MARK}-${service.id}-abcd`;
  const former = world.sold({ remoteid, createdate: day('2027-02-01') });
  await open(world.ctx, world.asked(service, 'open'));
  expect(world.charges).toEqual([`order for ${service.id}`]);
  expect(service.params.get('license_id')).not.toBe(former.id);
  expect(former).toMatchObject({ remoteid, status: 'active' });
});

test('opening a service anew that changed hands takes its license along', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  const { id, params, ...same } = service;
  world.billmanager.forget(id);
  const copy = world.order({ ...same, account: '5' });
  Object.assign(copy, { status: 'active', expiredate: service.expiredate, params });
  await reopen(world.ctx, world.asked(copy, 'reopen'));
  expect(world.charges).toEqual([]);
  expect(license.remoteid).toBe(markedFor(copy.id));
});

test('an operation that BILLmanager has forgotten with its service ends', async () => {
  const world = aWorld();
  const { journal } = world.ctx;
  const call = world.asked(world.order(), 'open');
  await journal.begin({ command: 'open', ...call }, '7', {});
  world.billmanager.forget(call.item);
  await cron(world.ctx);
  expect(await journal.operations({ item: call.item })).toMatchObject([{ state: 'failed' }]);
});

test('an opening of which nobody heard that BILLmanager was told goes on with cron', async () => {
  const world = aWorld({ settings: { preparation: 900 } });
  const service = world.order({ tariff: '13', period: 3 });
  world.script.billmanager('postopen', 'unanswered');
  await expect(open(world.ctx, world.asked(service, 'open'))).rejects.toMatchObject({
    type: 'billing_unreachable',
  });
  expect([service.status, world.billmanager.operations.size]).toEqual(['processing', 0]);
  await world.timeline.pause(3_600_000);
  await cron(world.ctx);
  expect(service.status).toBe('active');
  expect(world.charges).toHaveLength(3);
});
