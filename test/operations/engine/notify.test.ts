import { describe, expect, test } from 'vitest';
import {
  isActivated,
  isAwaited,
  notify,
  notifyAwaited,
  notifyOpened,
  wasNotified,
} from '../../../src/operations/engine/notify.ts';
import { aWorld } from '../../support/a-world.ts';
import { byHand, runOf, targetFor } from '../../support/service.ts';

/** An attempt of operation 9, which BILLmanager waits for or does not. */
async function attempt({ isResumed = false, isAwaited: waits = true, status = 'active' } = {}) {
  const world = aWorld();
  const service = world.order();
  service.status = status === 'processing' ? 'processing' : 'active';
  if (waits) {
    world.billmanager.lastOperation = 8;
    world.billmanager.addOperation(service.id, 'suspend', 0);
  }
  const target = await targetFor(world.ctx, service);
  const first = await runOf(world.ctx, target, 'suspend');
  const run = isResumed ? await runOf(world.ctx, target, 'suspend') : first;
  world.script.calls.length = 0;
  return { ...world, service, run };
}

describe('BILLmanager is notified', () => {
  test('by a first attempt without a question', async () => {
    const { run, script, service } = await attempt({ isAwaited: false });
    expect(await notify(run, 'postsuspend')).toBe(true);
    expect(script.calls).toEqual(['postsuspend']);
    expect(service.status).toBe('suspended');
  });

  test.each([true, false])('by a further one if it waits: %s', async waits => {
    const { run, script } = await attempt({ isResumed: true, isAwaited: waits });
    expect(await notify(run, 'postsuspend')).toBe(waits);
    expect(script.calls).toEqual(['runningoperation', ...(waits ? ['postsuspend'] : [])]);
  });

  test('by hand, without a running operation, it always waits', async () => {
    const { ctx, service, script } = await attempt({ isAwaited: false });
    expect(await isAwaited(ctx, byHand(service))).toBe(true);
    expect(await notifyAwaited(ctx, byHand(service), 'postsuspend')).toBe(true);
    expect(script.calls).toEqual(['postsuspend']);
  });

  test('of an opening by its activation, of one processed again by postreopen', async () => {
    const { ctx, service, script } = await attempt();
    const target = await targetFor(ctx, service);
    script.calls.length = 0;
    await notifyOpened(ctx, target, 'open');
    await notifyOpened(ctx, target, 'reopen');
    expect(script.calls).toEqual(['open', 'postreopen']);
  });
});

describe('an opening was notified before', () => {
  test('when an attempt is taken up, nobody waits, and the service is active', async () => {
    const { run } = await attempt({ isResumed: true, isAwaited: false });
    expect(await wasNotified(run)).toBe(true);
  });

  test.each([
    { isResumed: false, isAwaited: false },
    { isResumed: true, isAwaited: true },
    { isResumed: true, isAwaited: false, status: 'processing' },
  ])('but not when %j', async options => {
    expect(await wasNotified((await attempt(options)).run)).toBe(false);
  });

  test('nor while a step is in doubt', async () => {
    const { ctx, service, run } = await attempt({ isResumed: true, isAwaited: false });
    await ctx.journal.intend(run.row.id, 'order', {});
    const again = await runOf(ctx, await targetFor(ctx, service), 'suspend');
    expect(await wasNotified(again)).toBe(false);
  });
});

test('a service is activated while it is active or suspended', async () => {
  const { ctx, service } = await attempt();
  const { service: read } = await targetFor(ctx, service);
  const states = ['ordered', 'processing', 'active', 'suspended', 'deleted', null] as const;
  expect(states.filter(status => isActivated({ ...read, status }))).toEqual([
    'active',
    'suspended',
  ]);
});
