import { expect, test } from 'vitest';
import { costOfTerm, planCosts } from '../../../../src/operations/licenses/cost/cost-plan.ts';
import { aWorld } from '../../../support/a-world.ts';
import { openingFor, runOf } from '../../../support/service.ts';

const NO_ADDONS: ReadonlyMap<string, number> = new Map();

async function planning() {
  const world = aWorld();
  const target = await openingFor(world.ctx, world.order());
  const run = await runOf(world.ctx, target);
  const plan = (count: number) => planCosts(run, target.plan, NO_ADDONS, { first: 'order', count });
  return { ...world, run, plan };
}

test('a plan is made once an attempt, and told for the operation to note', async () => {
  const { run, plan, script } = await planning();
  expect(await plan(3)).toEqual({ costs: '3 x 5.00 EUR' });
  expect(await plan(2)).toEqual({});
  expect(script.requests.filter(each => each === 'pricelist')).toHaveLength(1);
  expect(costOfTerm(run)).toEqual({ amount: '5.00', currency: 'EUR', isEstimated: true });
});

test('without a price the license’s own cost is the estimate, and nothing is none', async () => {
  const { run } = await planning();
  expect(costOfTerm(run, '4.50')).toEqual({ amount: '4.50', currency: '', isEstimated: true });
  expect(costOfTerm(run, 'free')).toBeNull();
  expect(costOfTerm(run)).toBeNull();
});
