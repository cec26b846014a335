import { describe, expect, test } from 'vitest';
import { acquire, resolveOrder } from '../../../../src/operations/licenses/acquire/acquire.ts';
import { close } from '../../../../src/operations/licenses/close.ts';
import { licenseRow } from '../../../../src/operations/licenses/license/license-row.ts';
import { rebuildLedger } from '../../../../src/operations/licenses/license/rebuild-ledger.ts';
import { aWorld } from '../../../support/a-world.ts';
import { markedFor, orderedFor } from '../../../support/remoteid.ts';
import { opened, openingFor, runOf, targetFor } from '../../../support/service.ts';

describe('a license is had for a service', () => {
  test('by an order, where nothing else is there', async () => {
    const { ctx, charges, order } = aWorld();
    const service = order();
    const { ledger, license } = await acquire(await runOf(ctx, await openingFor(ctx, service)));
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(license).toMatchObject({ id: ledger.licenseId, remoteid: orderedFor(service.id) });
  });

  test('by the one that it has, and nothing is asked for that', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const run = await runOf(world.ctx, await openingFor(world.ctx, service), 'reopen');
    expect((await acquire(run)).ledger.licenseId).toBe(license.id);
    expect(world.charges).toEqual([]);
    expect(world.script.requests).not.toContain('list');
  });

  test('by the one that the service names, where the state file was lost', async () => {
    const { ctx, charges, order, sold } = aWorld();
    const service = order();
    const { id } = sold({
      ip: service.ip,
      licname: service.licname,
      remoteid: markedFor(service.id),
    });
    service.params.set('license_id', id);
    const run = await runOf(ctx, await openingFor(ctx, service));
    expect((await acquire(run)).ledger.licenseId).toBe(id);
    expect(charges).toEqual([]);
  });

  test('by one that the vendor’s list has for it, before a ledger is whole', async () => {
    const { ctx, charges, order, sold } = aWorld();
    const service = order();
    const { id } = sold({
      ip: service.ip,
      licname: service.licname,
      remoteid: markedFor(service.id),
    });
    const run = await runOf(ctx, await openingFor(ctx, service));
    expect((await acquire(run)).ledger.licenseId).toBe(id);
    expect(charges).toEqual([]);
  });

  test('by a released one of the same tariff, before money is spent', async () => {
    const world = aWorld({ conf: '[preset 3541]\nclose = release\n' });
    const { ctx, charges, order } = world;
    const { service: first, license } = await opened(world, { ip: '192.0.2.9' });
    await close(ctx, world.asked(first, 'close'));
    const { id } = license;
    const service = order();
    const run = await runOf(ctx, await openingFor(ctx, service));
    expect((await acquire(run)).ledger).toMatchObject({ licenseId: id, item: service.id });
    expect(charges).toEqual([]);
  });

  test('by an order that another operation of the service left in doubt', async () => {
    const { ctx, vendor, script, charges, order, killed, restart } = aWorld();
    const service = order();
    await rebuildLedger(ctx, await targetFor(ctx, service));
    script.wire('order', 'killed');
    await killed(async () => acquire(await runOf(ctx, await openingFor(ctx, service), 'open')));
    const again = restart();
    const run = await runOf(again, await openingFor(again, service), 'reopen');
    const { ledger } = await acquire(run);
    expect(ledger.licenseId).toBe([...vendor.licenses.keys()][0]);
    expect(charges).toEqual([`order for ${service.id}`]);
  });

  test('but not by another order, where the one that it was bought by is deleted', async () => {
    const { ctx, charges, order } = aWorld();
    const service = order();
    const opening = await openingFor(ctx, service);
    const { ledger } = await acquire(await runOf(ctx, opening));
    await ctx.journal.write([{ update: ledger.id, change: { state: 'ended' } }]);
    const again = await runOf(ctx, opening);
    await expect(acquire(again)).rejects.toMatchObject({ type: 'license_gone' });
    expect(charges).toHaveLength(1);
  });
});

describe('an order in doubt', () => {
  const inDoubt = async () => {
    const world = aWorld();
    const service = world.order();
    world.script.wire('order', 'killed');
    await world.killed(async () =>
      acquire(await runOf(world.ctx, await openingFor(world.ctx, service))),
    );
    await world.timeline.pause(100);
    const ctx = world.restart();
    const run = await runOf(ctx, await openingFor(ctx, service));
    const [id = ''] = world.vendor.licenses.keys();
    return { ...world, ctx, service, run, id };
  };

  test('is settled by what another operation has found', async () => {
    const { ctx, service, run, id } = await inDoubt();
    await acquire(await runOf(ctx, await openingFor(ctx, service), 'reopen'));
    await resolveOrder(run);
    expect(await ctx.journal.steps(run.row.id)).toMatchObject([{ name: 'order', result: { id } }]);
  });

  test('is not settled by what a list alone told of the service', async () => {
    const { ctx, vendor, service, run, id } = await inDoubt();
    const target = await targetFor(ctx, service);
    const license = vendor.read(id);
    if (license === null) throw new Error('nothing was ordered');
    await ctx.journal.write([{ put: licenseRow(target, license, { source: 'list' }) }]);
    await resolveOrder(run);
    expect(run.isDone('order')).toBe(false);
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
  });
});
