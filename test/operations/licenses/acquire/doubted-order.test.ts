import { expect, test } from 'vitest';
import { doubtsOfOthers } from '../../../../src/operations/engine/in-doubt.ts';
import {
  findDoubted,
  ordersIn,
} from '../../../../src/operations/licenses/acquire/doubted-order.ts';
import { aWorld } from '../../../support/a-world.ts';
import { markedFor } from '../../../support/remoteid.ts';
import { type AWorld, targetFor } from '../../../support/service.ts';

/** An operation of the service that has sent an order and heard no answer. */
async function ordering({ ctx }: AWorld, item: string, command: string, remoteid: string) {
  const key = { command, item, runningOperation: null };
  const { operation } = await ctx.journal.begin(key, '7', {});
  const wish = { ip: '192.0.2.7', licname: 'shop', pricelist: '3541', period: '1', remoteid };
  await ctx.journal.intend(operation.id, 'order', wish);
}

async function doubtsAbout(world: AWorld, item: string) {
  return ordersIn(await doubtsOfOthers(world.ctx, item, () => false));
}

test('the license of an order that nobody heard the answer of is found by what was sent', async () => {
  const world = aWorld();
  const { id: item } = world.order();
  const remoteid = `${markedFor(item)}-ab2c`;
  await ordering(world, item, 'open', remoteid);
  const target = await targetFor(world.ctx, { id: item });
  const find = async () => findDoubted(world.ctx, target, await doubtsAbout(world, item), '');
  expect(await find()).toBeNull();
  const { id } = world.sold({ ip: '192.0.2.7', licname: 'shop', remoteid });
  expect(await find()).toMatchObject({ id });
});

test('a module that the gateway has ordered for its license is no order of the service', async () => {
  const world = aWorld();
  const { id: item } = world.order();
  await ordering(world, item, 'buy-module 5', `${markedFor(item)}-5-ab2c`);
  expect(await doubtsOfOthers(world.ctx, item, () => false)).toHaveLength(1);
  expect(await doubtsAbout(world, item)).toEqual([]);
});
