import { describe, expect, test } from 'vitest';
import {
  forgetOutsideSuspension,
  isOutsideSuspension,
  noteOutsideSuspension,
  tellOutsideStatus,
} from '../../../src/operations/engine/outside-suspension.ts';
import { aWorld } from '../../support/a-world.ts';

test('a suspension is the vendor’s from its note to its end, for one service', async () => {
  const { ctx, restart } = aWorld();
  expect(await isOutsideSuspension(ctx, '117')).toBe(false);
  await noteOutsideSuspension(ctx, '117');
  const later = restart();
  expect(await isOutsideSuspension(later, '117')).toBe(true);
  expect(await isOutsideSuspension(later, '118')).toBe(false);
  await forgetOutsideSuspension(later, '117');
  expect(await isOutsideSuspension(later, '117')).toBe(false);
});

const acts = (calls: readonly string[]): string[] =>
  calls.filter(name => name !== 'runningoperation');

describe('what has become of a service outside is told', () => {
  function active() {
    const world = aWorld();
    const service = world.order();
    service.status = 'active';
    const tell = async (outside: 'active' | 'suspended', params: [string, string][] = []) => {
      const view = world.billmanager.serviceView(service.id);
      if (view === null) throw new Error('no service');
      return tellOutsideStatus(world.ctx, { ...view, params: new Map(params) }, outside);
    };
    return { ...world, service, tell };
  }

  test('by postsuspend and postresume, once', async () => {
    const { script, service, tell } = active();
    for (const outside of ['suspended', 'suspended', 'active', 'active'] as const) {
      expect(await tell(outside)).toBeNull();
      expect(service.status).toBe(outside);
    }
    expect(acts(script.calls)).toEqual(['postsuspend', 'postresume']);
  });

  test('never where BILLmanager itself has suspended it', async () => {
    const { script, service, tell } = active();
    service.status = 'suspended';
    expect(await tell('active')).toBe('suspended_here');
    expect(acts(script.calls)).toEqual([]);
  });

  test.each(['suspend', 'resume'])('not while a %s of it is unfinished', async command => {
    const { ctx, script, service, tell } = active();
    const key = { command, item: service.id, runningOperation: '900' };
    const { operation } = await ctx.journal.begin(key, '7', {});
    expect(await tell('suspended')).toBe('under_way');
    await ctx.journal.close(operation.id, 'done', {});
    expect(await tell('suspended')).toBeNull();
    expect(acts(script.calls)).toEqual(['postsuspend']);
  });

  test.each(['suspend', 'resume'])('not while BILLmanager waits for its own %s', async command => {
    const { billmanager, script, service, tell } = active();
    const { id } = billmanager.addOperation(service.id, command, 1);
    expect(await tell('suspended')).toBe('under_way');
    expect(acts(script.calls)).toEqual([]);
    billmanager.operations.delete(id);
    billmanager.addOperation(service.id, 'prolong', 2);
    expect(await tell('suspended')).toBeNull();
  });

  test('not while BILLmanager 6 is changing its status', async () => {
    const { script, tell } = active();
    expect(await tell('suspended', [['special_status', '1']])).toBe('under_way');
    expect(acts(script.calls)).toEqual([]);
    expect(await tell('suspended', [['special_status', '0']])).toBeNull();
  });
});
