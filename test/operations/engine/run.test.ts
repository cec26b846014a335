import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { type Facts, Run, type Step } from '../../../src/operations/engine/run.ts';
import { aWorld } from '../../support/a-world.ts';
import { HELD } from '../../support/permit.ts';
import { type AWorld, runOf, targetFor } from '../../support/service.ts';

/** An operation under way; `attempt` is the same one, taken up by another process. */
async function underWay() {
  const world = aWorld();
  const service = world.order();
  const attempt = async (ctx = world.restart()) => runOf(ctx, await targetFor(ctx, service));
  return { ...world, service, attempt, run: await attempt(world.ctx) };
}

/** A step that writes down what it is asked. */
function buying(changes: Partial<Step<Facts>> = {}) {
  const done: string[] = [];
  const step: Step<Facts> = {
    intent: { wish: 'first' },
    async find({ wish }) {
      done.push(`find ${wish}`);
      return null;
    },
    async act({ wish }) {
      done.push(`act ${wish}`);
      return { id: '5' };
    },
    ...changes,
  };
  return { step, done };
}

const failing = (type: FaultType) => async (): Promise<Facts> => {
  throw new Fault(type);
};
const steps = (world: Pick<AWorld, 'ctx'>, run: Run) => world.ctx.journal.steps(run.row.id);

describe('a step', () => {
  test('is noted before it acts, and its result together with the ledger', async () => {
    const { ctx, run, service } = await underWay();
    const owner = { account: 'a', itemtype: 'soft', licenseId: '5', item: service.id, module: '7' };
    const { step } = buying({
      async act() {
        expect(await ctx.journal.steps(run.row.id)).toMatchObject([
          { name: 'bind', intent: { wish: 'first' }, result: null },
        ]);
        expect(await ctx.journal.licenseOf(service.id)).toBeNull();
        return { id: '5' };
      },
      ledger: ({ id = '' }) => [{ put: ledgerRow({ ...owner, licenseId: id }, {}) }],
    });
    expect(await run.step('bind', step)).toEqual({ id: '5' });
    expect(await steps({ ctx }, run)).toMatchObject([{ result: { id: '5' } }]);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: '5' });
  });

  test('is one, whatever the attempt takes its service for', async () => {
    const { run } = await underWay();
    const { step, done } = buying();
    const other = run.about({ ...run.target });
    await other.step('bind', step);
    await other.note({ seen: 'yes' });
    await run.step('bind', step);
    expect([done, run.fact('seen')]).toEqual([['act first'], 'yes']);
  });

  test('has what its check says noted on the operation, together with its intent', async () => {
    const { ctx, run } = await underWay();
    const { step } = buying({
      check: async () => ({ costs: '1 x 5.00 EUR' }),
      async act() {
        const [row] = await ctx.journal.operations({ limit: 1 });
        expect(row?.facts).toMatchObject({ costs: '1 x 5.00 EUR' });
        return { id: '5' };
      },
    });
    await run.step('bind', step);
  });

  test('with a result is not carried out or looked for again', async () => {
    const { run, attempt } = await underWay();
    await run.step('bind', buying().step);
    const { step, done } = buying();
    expect(await (await attempt()).step('bind', step)).toEqual({ id: '5' });
    expect(done).toEqual([]);
  });

  test('without one is looked for by its first intent, after settle, and then repeated', async () => {
    const { ctx, run, attempt, timeline } = await underWay();
    await ctx.journal.intend(run.row.id, 'bind', { wish: 'first' });
    const began = timeline.now;
    const { step, done } = buying({ intent: { wish: 'second' } });
    const again = await attempt();
    await again.step('bind', step);
    expect(done).toEqual(['find first', 'act first']);
    expect(timeline.now - began).toBeGreaterThanOrEqual(5000);
  });

  test('that is found is not repeated', async () => {
    const { ctx, run, attempt } = await underWay();
    await ctx.journal.intend(run.row.id, 'bind', { wish: 'first' });
    const { step, done } = buying({ find: async () => ({ id: '7' }) });
    const again = await attempt();
    expect(await again.step('bind', step)).toEqual({ id: '7' });
    expect(done).toEqual([]);
    expect(again.isDone('bind')).toBe(true);
  });

  test.each(['upstream_refused', 'upstream_unreachable'] as const)(
    'that certainly did not happen (%s) leaves no intent',
    async type => {
      const { ctx, run } = await underWay();
      const { step, done } = buying({ act: failing(type) });
      await expect(run.step('bind', step)).rejects.toMatchObject({ type });
      expect(await steps({ ctx }, run)).toEqual([]);
      expect(run.inDoubt).toBe(false);
      expect(done).toEqual([]);
    },
  );

  test.each(['upstream_answer_lost', 'internal'] as const)(
    'that may have happened (%s) is looked for at once, and stays in doubt',
    async type => {
      const { ctx, run } = await underWay();
      const { step, done } = buying({ act: failing(type) });
      await expect(run.step('bind', step)).rejects.toMatchObject({ type });
      expect(done).toEqual(['find first']);
      expect(await steps({ ctx }, run)).toMatchObject([{ name: 'bind', result: null }]);
      expect([run.inDoubt, run.has('bind'), run.isDone('bind')]).toEqual([true, true, false]);
    },
  );

  test('whose trace cannot be looked for now keeps the first fault, and its intent', async () => {
    const { ctx, run } = await underWay();
    const { step } = buying({
      act: failing('upstream_answer_lost'),
      find: failing('upstream_unreachable'),
    });
    await expect(run.step('bind', step)).rejects.toMatchObject({ type: 'upstream_answer_lost' });
    expect(await steps({ ctx }, run)).toHaveLength(1);
  });
});

describe('in a withdrawn operation', () => {
  const withdrawn = (run: Run) => {
    const begun = { operation: run.row, steps: [], kind: 'resumed', lock: HELD };
    return new Run(run.ctx, { ...run.call, withdrawn: true }, run.target, begun);
  };

  test('nothing is begun', async () => {
    const { ctx, run } = await underWay();
    const { step, done } = buying();
    await expect(withdrawn(run).step('bind', step)).rejects.toMatchObject({
      type: 'operation_withdrawn',
      object: '9',
    });
    expect(done).toEqual([]);
    expect(await steps({ ctx }, run)).toEqual([]);
  });

  test('but what only completes it is carried out', async () => {
    const { run } = await underWay();
    const { step, done } = buying({ completes: true });
    await withdrawn(run).step('resume', step);
    expect(done).toEqual(['act first']);
  });
});

test('a step in doubt is settled by what is known from elsewhere, a settled one is not', async () => {
  const { ctx, run, attempt } = await underWay();
  await ctx.journal.intend(run.row.id, 'bind', { wish: 'first' });
  const again = await attempt();
  await again.resolve('bind', { id: '7' });
  await again.resolve('bind', { id: '8' });
  await again.resolve('prolong 1', { id: '9' });
  expect(await again.ctx.journal.steps(run.row.id)).toMatchObject([{ result: { id: '7' } }]);
});

test('facts of the beginning are read again by each attempt, with what was noted since', async () => {
  const { run, attempt } = await underWay();
  await run.note({ told: 'yes' });
  const again = await attempt();
  expect(again.resumed).toBe(true);
  expect([run.resumed, again.fact('expiredate'), again.fact('told'), again.fact('other')]).toEqual([
    false,
    '2027-04-10',
    'yes',
    '',
  ]);
});
