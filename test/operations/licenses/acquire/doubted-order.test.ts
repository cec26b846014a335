import { expect, test } from 'vitest';
import { doubtsOfOthers } from '../../../../src/operations/engine/in-doubt.ts';
import {
  findDoubted,
  ordersIn,
} from '../../../../src/operations/licenses/acquire/doubted-order.ts';
import { open } from '../../../../src/operations/licenses/open.ts';
import { aWorld } from '../../../support/a-world.ts';
import { orderedFor } from '../../../support/remoteid.ts';
import { targetFor } from '../../../support/service.ts';

/** A service whose opening died while its order was on its way. */
async function doubted() {
  const world = aWorld();
  const service = world.order();
  world.script.wire('order', 'killed');
  await world.killed(() => open(world.ctx, world.asked(service, 'open')));
  const ctx = world.restart();
  const doubts = ordersIn(await doubtsOfOthers(ctx, service.id, () => false));
  return { ctx, vendor: world.vendor, service, doubts, target: await targetFor(ctx, service) };
}

test('the license of an order in doubt is found by what that order carried', async () => {
  const { ctx, service, doubts, target } = await doubted();
  expect(doubts).toHaveLength(1);
  expect(await findDoubted(ctx, target, doubts, '')).toMatchObject({
    id: '101',
    remoteid: orderedFor(service.id),
  });
});

test('nothing is found where the vendor shows nothing of it', async () => {
  const { ctx, vendor, doubts, target } = await doubted();
  vendor.licenses.clear();
  expect(await findDoubted(ctx, target, doubts, '')).toBeNull();
});

test('a module that the gateway bought is no order of the service', async () => {
  const { doubts } = await doubted();
  const bought = doubts.map(each => ({
    ...each,
    operation: { ...each.operation, command: 'buy-module 4602' },
  }));
  expect(ordersIn(bought)).toEqual([]);
});
