import { describe, expect, test } from 'vitest';
import {
  waitBeforeLooking,
  waitForOrdersInDoubt,
} from '../../../src/operations/engine/in-doubt.ts';
import { aWorld } from '../../support/a-world.ts';

const MINUTE = 60_000;

describe('before a request in doubt is looked for', () => {
  test.each([
    ['the whole of settle, when its sender was heard of just now', 0, 0, 5000],
    ['what is left of it', 4000, 3000, 2000],
    ['nothing, when that is over', 10_000, 6000, 0],
    ['nothing, when it was intended long ago', 61 * MINUTE, 0, 0],
  ])('%s is waited', async (_, intended, heard, waited) => {
    const { ctx, timeline } = aWorld();
    const began = timeline.now;
    await waitBeforeLooking(ctx, new Date(began - intended), new Date(began - heard));
    expect(timeline.now - began).toBe(waited);
  });
});

describe('what other operations of a service left in doubt', () => {
  const leave = async (step: string, { isSettled = false, item = '117' } = {}) => {
    const world = aWorld();
    const { journal } = world.ctx;
    const key = { command: 'open', item, runningOperation: '900' };
    const { operation } = await journal.begin(key, '7', {});
    await journal.intend(operation.id, step, {});
    if (isSettled) await journal.settle(operation.id, step, { id: '5' });
    const began = world.timeline.now;
    const isOrder = await waitForOrdersInDoubt(world.ctx, '117', () => false);
    return { ...world, operation, isOrder, waited: world.timeline.now - began };
  };

  test.each([
    ['order', 5000, true],
    ['prolong 1', 5000, false],
    ['suspend', 0, false],
  ])('%s: waits %i ms', async (step, waited, isOrder) => {
    expect(await leave(step)).toMatchObject({ waited, isOrder });
  });

  test('is none when it is settled, or another service’s', async () => {
    expect(await leave('order', { isSettled: true })).toMatchObject({ waited: 0, isOrder: false });
    expect(await leave('order', { item: '118' })).toMatchObject({ waited: 0, isOrder: false });
  });

  test('is not what this operation has left itself', async () => {
    const { ctx, operation, timeline } = await leave('order');
    const began = timeline.now;
    expect(await waitForOrdersInDoubt(ctx, '117', ({ id }) => id === operation.id)).toBe(false);
    expect(timeline.now).toBe(began);
  });
});
