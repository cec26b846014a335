import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { setparamOf } from '../../../src/operations/engine/tariff-rollback.ts';
import { aWorld } from '../../support/a-world.ts';
import { runOf, targetFor } from '../../support/service.ts';

/** The tariff after a fault of a change from tariff 10 to 11. */
async function tariffAfter(type: FaultType, { last = '10', moved = false } = {}) {
  const { ctx, order } = aWorld();
  const service = order({ tariff: '11', lastpricelist: last });
  const run = await runOf(ctx, await targetFor(ctx, service), 'setparam');
  await setparamOf(async () => moved).afterFault(run, new Fault(type));
  return service.tariff;
}

describe('a change of tariff', () => {
  test('is rolled back when it is refused for good', async () => {
    expect(await tariffAfter('upstream_refused')).toBe('10');
  });

  test.each(['upstream_unreachable', 'upstream_answer_lost'] as const)(
    'is left to the retry after %s',
    async type => {
      expect(await tariffAfter(type)).toBe('11');
    },
  );

  test('stands where the new tariff is in force already', async () => {
    expect(await tariffAfter('address_refused', { moved: true })).toBe('11');
  });

  test.each(['', '0', '11'])('is none with the tariff before "%s"', async last => {
    expect(await tariffAfter('upstream_refused', { last })).toBe('11');
  });
});

test('another tariff under a used id is a new wish at once', async () => {
  const { ctx, order } = aWorld();
  const target = await targetFor(ctx, order({ tariff: '11' }));
  const { row } = await runOf(ctx, target, 'setparam');
  const { isNew } = setparamOf(async () => false);
  const ended = { ...row, facts: { tariff: '11' } };
  expect(isNew(ended, ctx.clock.now(), target)).toBe(false);
  expect(isNew({ ...ended, facts: { tariff: '10' } }, ctx.clock.now(), target)).toBe(true);
});
