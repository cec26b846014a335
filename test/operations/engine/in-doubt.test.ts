import { describe, expect, test } from 'vitest';
import { doubtsOfOthers, waitBeforeLooking } from '../../../src/operations/engine/in-doubt.ts';
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
    const ago = (ms: number) => ({ boot: 'boot', uptimeMs: began - ms });
    await waitBeforeLooking(ctx, ago(intended), ago(heard));
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
    const doubts = await doubtsOfOthers(world.ctx, '117', () => false);
    const names = doubts.map(each => each.step.name);
    return { ...world, operation, names, waited: world.timeline.now - began };
  };

  test.each([
    ['order', 5000],
    ['prolong 1', 5000],
    ['tariff', 5000],
    ['suspend', 0],
  ])('%s: waits %i ms', async (step, waited) => {
    expect(await leave(step)).toMatchObject({ waited, names: waited > 0 ? [step] : [] });
  });

  test('is none when it is settled, or another service’s', async () => {
    expect(await leave('order', { isSettled: true })).toMatchObject({ waited: 0, names: [] });
    expect(await leave('order', { item: '118' })).toMatchObject({ waited: 0, names: [] });
  });

  test('is not what this operation has left itself', async () => {
    const { ctx, operation, timeline } = await leave('order');
    const began = timeline.now;
    expect(await doubtsOfOthers(ctx, '117', ({ id }) => id === operation.id)).toEqual([]);
    expect(timeline.now).toBe(began);
  });
});
