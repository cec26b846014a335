import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { withService } from '../../../../src/operations/engine/service-lock.ts';
import { order } from '../../../../src/operations/licenses/acquire/order.ts';
import { permitOn, permitOrder } from '../../../../src/operations/licenses/license/permit.ts';
import { aWorld } from '../../../support/a-world.ts';
import {
  type AWorld,
  opened,
  openingFor,
  ownOf,
  runOf,
  targetFor,
} from '../../../support/service.ts';

const LONG_MS = 16 * 60_000;

/** As if another process had found our own gone, and taken what it held. */
function takeLocks({ state }: AWorld): void {
  const db = new Database(state.file);
  db.exec("UPDATE process_lock SET token = 'another'");
  db.close();
}

describe('leave to act on a license', () => {
  test('holds while the lock is held, for the license that was proved', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const target = await targetFor(world.ctx, service);
    await withService(world.ctx, target.item, async lock => {
      const permit = permitOn(lock, target, await ownOf(world.ctx, target));
      expect(permit).toMatchObject({ itemtype: 'soft', id: license.id });
      await target.vendor.suspend(permit);
      expect(license.status).toBe('suspended');
    });
  });

  test.each([
    ['lock_lost', async (world: AWorld) => takeLocks(world)],
    ['proof_stale', (world: AWorld) => world.timeline.pause(LONG_MS)],
  ] as const)('lapses (%s), and nothing is sent', async (type, happens) => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const target = await targetFor(world.ctx, service);
    await withService(world.ctx, target.item, async lock => {
      const permit = permitOn(lock, target, await ownOf(world.ctx, target));
      await happens(world);
      world.script.requests.length = 0;
      const refused = { type, kind: 'passing', object: target.item };
      await expect(target.vendor.suspend(permit)).rejects.toMatchObject(refused);
    });
    expect(license.status).toBe('active');
    expect(world.script.requests).toEqual([]);
  });
});

test('an order that was frozen behind its look is not sent; the next attempt sends it', async () => {
  const world = aWorld();
  const { ctx, charges, timeline } = world;
  const service = world.order();
  const opening = await openingFor(ctx, service);
  const frozen = { ...opening.vendor, checkAddress: () => timeline.pause(LONG_MS) };
  await withService(ctx, service.id, async lock => {
    const run = await runOf(ctx, { ...opening, vendor: frozen }, 'open', lock);
    await expect(order(run)).rejects.toMatchObject({ type: 'proof_stale' });
    expect(await ctx.journal.steps(run.row.id)).toEqual([]);
  });
  expect(charges).toEqual([]);
  await withService(ctx, service.id, async lock => {
    await order(await runOf(ctx, opening, 'open', lock));
  });
  expect(charges).toEqual([`order for ${service.id}`]);
});

test('leave for an order lapses with the lock, too', async () => {
  const world = aWorld();
  await withService(world.ctx, '117', async lock => {
    const permit = permitOrder(lock, world.ctx.clock.boot());
    expect(() => permit.check()).not.toThrow();
    takeLocks(world);
    expect(() => permit.check()).toThrow(expect.objectContaining({ type: 'lock_lost' }));
  });
});
