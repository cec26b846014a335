import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import { order, orderedRow } from '../../../../src/operations/licenses/acquire/order.ts';
import { aWorld } from '../../../support/a-world.ts';
import { orderedFor } from '../../../support/remoteid.ts';
import { openingFor, runOf } from '../../../support/service.ts';
import { ACCOUNT } from '../../../support/vendor-client.ts';

const under = async ({ ctx }: Pick<ReturnType<typeof aWorld>, 'ctx'>, service: { id: string }) =>
  runOf(ctx, await openingFor(ctx, service));

describe('an order', () => {
  test('asks price and address first, is charged once, and stands in the ledger', async () => {
    const world = aWorld();
    const { ctx, vendor, script, charges } = world;
    const service = world.order({ addons: new Map([['21', '2']]), tariff: '11' });
    const { id, license } = await order(await under(world, service));
    expect(script.requests.filter(each => each !== 'balance')).toEqual([
      'pricelist',
      'checkip',
      'order',
      'edit',
    ]);
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(vendor.licenses.get(id)).toMatchObject({
      pricelist: '4601',
      addons: new Map([['4602', 3]]),
    });
    expect(license?.id).toBe(id);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      licenseId: id,
      tariff: '11',
      pricelist: '4601',
      addons: { 4602: 3 },
      status: 'ordered',
    });
  });

  test('is not placed once more by the next attempt', async () => {
    const world = aWorld();
    const service = world.order();
    const first = await order(await under(world, service));
    const again = await order(await under({ ctx: world.restart() }, service));
    expect(again).toEqual({ id: first.id, license: null });
    expect(world.charges).toHaveLength(1);
  });

  test.each(['unanswered', 'garbled'] as const)(
    'that is %s is looked for and found, not repeated',
    async fate => {
      const world = aWorld();
      const service = world.order();
      world.script.wire('order', fate);
      const { id } = await order(await under(world, service));
      expect([...world.vendor.licenses.keys()]).toEqual([id]);
      expect(world.charges).toHaveLength(1);
    },
  );

  test('that never arrived is repeated by the next attempt, once it has been looked for', async () => {
    const world = aWorld();
    const service = world.order();
    world.script.wire('order', 'lost');
    await expect(order(await under(world, service))).rejects.toMatchObject({ kind: 'unknown' });
    world.script.requests.length = 0;
    await expect(order(await under({ ctx: world.restart() }, service))).rejects.toMatchObject({
      type: 'charge_in_doubt',
    });
    expect(world.script.requests).toEqual([]);
    await world.timeline.pause(5 * 60_000);
    await order(await under({ ctx: world.restart() }, service));
    expect(world.script.requests.indexOf('list')).toBeLessThan(
      world.script.requests.indexOf('order'),
    );
    expect(world.script.requests).toContain('list');
    expect(world.charges).toEqual([`order for ${service.id}`]);
  });

  test('answered with somebody else’s license is looked for by our own number', async () => {
    const world = aWorld();
    const service = world.order();
    const theirs = world.sold({ remoteid: '999' });
    const { vendor } = world;
    world.lies.vendor.order = async request => {
      vendor.order(request, { name: 'us', startedAt: 0 });
      return { id: theirs.id };
    };
    const { id } = await order(await under(world, service));
    expect(id).not.toBe(theirs.id);
    expect(vendor.licenses.get(id)?.remoteid).toEqual(orderedFor(service.id));
    expect(world.charges).toHaveLength(1);
  });

  test('that was answered with an id is never sent again, whatever forms and lists say', async () => {
    const world = aWorld();
    const service = world.order();
    const { vendor } = world;
    world.lies.vendor.order = async request => {
      const { id } = vendor.order(request, { name: 'us', startedAt: 0 });
      const hidden = vendor.licenses.get(id);
      vendor.licenses.delete(id);
      world.timeline.after(60 * 60_000, () => hidden && vendor.licenses.set(id, hidden));
      return { id };
    };
    const types: string[] = [];
    for (let start = 1; start <= 8; start++) {
      const run = await under({ ctx: world.restart() }, service);
      await order(run).catch(error => types.push(error.type));
      await world.timeline.pause(6 * 60_000);
    }
    expect(new Set(types)).toEqual(new Set(['upstream_answer_bad', 'charge_unsettled']));
    expect(world.charges).toHaveLength(1);
    await world.timeline.pause(60 * 60_000);
    const { id } = await order(await under({ ctx: world.restart() }, service));
    expect(vendor.licenses.get(id)?.remoteid).toEqual(orderedFor(service.id));
  });

  test('that is carried out and never shown is sent twice, and then a person is asked', async () => {
    const world = aWorld();
    const service = world.order();
    const { vendor } = world;
    world.lies.vendor.order = async request => {
      const { id } = vendor.order(request, { name: 'us', startedAt: 0 });
      vendor.licenses.delete(id);
      throw new Fault('upstream_answer_lost', { object: 'order' });
    };
    let type = '';
    for (let start = 1; start <= 8; start++) {
      const run = await under({ ctx: world.restart() }, service);
      await order(run).catch(error => {
        type = error.type;
      });
      await world.timeline.pause(6 * 60_000);
    }
    expect([type, world.charges.length]).toEqual(['charge_unsettled', 2]);
  });

  test('is never sent twice to an account that keeps no remoteid', async () => {
    const world = aWorld();
    const service = world.order();
    await world.ctx.journal.remember(`remoteid not kept ${ACCOUNT} soft`, '');
    world.script.wire('order', 'lost', 'lost', 'lost');
    let type = '';
    for (let start = 1; start <= 4; start++) {
      const run = await under({ ctx: world.restart() }, service);
      await order(run).catch(error => {
        type = error.type;
      });
      await world.timeline.pause(6 * 60_000);
    }
    expect(type).toBe('charge_unsettled');
    expect(world.script.requests.filter(each => each === 'order')).toHaveLength(1);
  });

  test('whose answer cannot be noted is looked for, and not sent again', async () => {
    const world = aWorld();
    const service = world.order();
    const run = await under(world, service);
    const note = run.note.bind(run);
    run.note = async facts => {
      if ('answered' in facts) throw new Fault('state_unusable', { object: 'state.db' });
      await note(facts);
    };
    const { id } = await order(run);
    expect(world.vendor.licenses.get(id)?.remoteid).toEqual(orderedFor(service.id));
    expect(world.charges).toEqual([`order for ${service.id}`]);
  });

  test('for an address that the vendor refuses costs nothing and leaves nothing in doubt', async () => {
    const world = aWorld();
    const service = world.order();
    world.vendor.refusedAddresses.add(service.ip);
    const run = await under(world, service);
    await expect(order(run)).rejects.toMatchObject({ type: 'address_refused' });
    expect(world.charges).toEqual([]);
    expect(await world.ctx.journal.steps(run.row.id)).toEqual([]);
  });

  test('of a module that names no license is not placed', async () => {
    const world = aWorld();
    const service = world.order({ itemtype: 'addition' });
    await expect(order(await under(world, service))).rejects.toMatchObject({
      type: 'license_unnamed',
    });
    expect(world.script.requests).toEqual([]);
  });
});

test('the row of an ordered license notes what was asked, and what a list tells', async () => {
  const world = aWorld();
  const target = await openingFor(world.ctx, world.order({ period: 12, tariff: '13' }));
  const remoteid = 'mmmmm-1-ab2c';
  const listed = { id: '5', remoteid, status: 'active', expiredate: { unread: '?' } } as const;
  expect(orderedRow(target, listed)).toMatchObject({
    licenseId: '5',
    remoteid,
    item: target.item,
    preset: '5579',
    period: '1',
    clientPeriod: 12,
    status: 'active',
    expiredate: null,
  });
});
