import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import type { ServiceCall } from '../../../src/operations/engine/context.ts';
import { type Facts, Run, type Step } from '../../../src/operations/engine/run.ts';
import { aWorld } from '../../support/a-world.ts';
import { HELD } from '../../support/permit.ts';
import { runOf, targetFor } from '../../support/service.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A step that charges, of an operation that is started again and again. */
async function charging(name = 'order', changes: Partial<Step<Facts>> = {}) {
  const world = aWorld();
  const service = world.order();
  const sent: number[] = [];
  const looks: number[] = [];
  const vendor = { answer: 'upstream_answer_lost' as FaultType | null, isThere: false };
  const step: Step<Facts> = {
    intent: { wish: 'first' },
    async find() {
      looks.push(world.timeline.now);
      return vendor.isThere ? { id: '5' } : null;
    },
    async act() {
      sent.push(world.timeline.now);
      if (vendor.answer !== null) throw new Fault(vendor.answer, { object: 'order' });
      return { id: '5' };
    },
    ...changes,
  };
  /** The next start; returns what it came to: the result, or the type of the fault. */
  const start = async (later = 0, call: Partial<ServiceCall> = {}): Promise<string> => {
    await world.timeline.pause(later);
    const ctx = world.restart();
    const plain = await runOf(ctx, await targetFor(ctx, service));
    const steps = await ctx.journal.steps(plain.row.id);
    const begun = { operation: plain.row, steps, kind: 'resumed', lock: HELD };
    const run = new Run(ctx, { ...plain.call, ...call }, plain.target, begun);
    try {
      run.requireDue();
      return (await run.step(name, step))['id'] ?? '';
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return error.type;
    }
  };
  const rows = async () => {
    const ctx = world.restart();
    const { row } = await runOf(ctx, await targetFor(ctx, service));
    return ctx.journal.steps(row.id);
  };
  return { ...world, service, vendor, sent, looks, start, rows };
}

describe('an order of unknown outcome', () => {
  test('is looked for at once, after settle, and found', async () => {
    const { vendor, sent, looks, start } = await charging();
    vendor.isThere = true;
    expect(await start()).toBe('5');
    expect(looks.map(each => each - (sent[0] ?? 0))).toEqual([5000]);
  });

  test('is sent once more after five minutes, and then never again', async () => {
    const { sent, start, rows } = await charging();
    expect(await start()).toBe('upstream_answer_lost');
    for (const turn of [1, 2, 3]) expect(await start(MINUTE), String(turn)).toBe('charge_in_doubt');
    expect(await start(3 * MINUTE)).toBe('upstream_answer_lost');
    expect(await start(MINUTE)).toBe('charge_in_doubt');
    for (const turn of [1, 2, 3, 4, 5]) {
      expect(await start(5 * MINUTE), String(turn)).toBe('charge_unsettled');
    }
    expect(sent).toHaveLength(2);
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(await rows()).toMatchObject([{ name: 'order', result: null }]);
  });

  test('is not asked about before its time', async () => {
    const { looks, start } = await charging();
    await start();
    expect(looks).toHaveLength(1);
    await start(MINUTE);
    expect(looks).toHaveLength(1);
    await start(5 * MINUTE);
    expect(looks.length).toBeGreaterThan(1);
  });

  test('ends well when it turns up, however late', async () => {
    const { vendor, sent, start } = await charging();
    await start();
    await start(6 * MINUTE);
    expect(await start(6 * MINUTE)).toBe('charge_unsettled');
    vendor.isThere = true;
    expect(await start(24 * HOUR)).toBe('5');
    expect(sent).toHaveLength(2);
  });

  test('is not sent a second time where it could not be found again', async () => {
    const { sent, start } = await charging('order', { mayRepeat: async () => false });
    await start();
    expect(await start(MINUTE)).toBe('charge_in_doubt');
    expect(await start(5 * MINUTE)).toBe('charge_unsettled');
    expect(sent).toHaveLength(1);
  });

  test('whose process died is looked for by the next start', async () => {
    const { ctx, service, looks, start, vendor } = await charging();
    const { row } = await runOf(ctx, await targetFor(ctx, service));
    await ctx.journal.intend(row.id, 'order', { wish: 'first' });
    vendor.isThere = true;
    expect(await start(MINUTE)).toBe('5');
    expect(looks).toHaveLength(1);
  });

  test('of a withdrawn operation is given up after five minutes', async () => {
    const { sent, start, rows } = await charging();
    await start();
    expect(await start(MINUTE, { withdrawn: true })).toBe('charge_in_doubt');
    expect(await start(5 * MINUTE, { withdrawn: true })).toBe('operation_withdrawn');
    expect(sent).toHaveLength(1);
    expect(await rows()).toEqual([]);
  });

  test('is not sent by a call that only looks', async () => {
    const { sent, start, vendor } = await charging();
    await start();
    expect(await start(10 * MINUTE, { onlyLooks: true })).toBe('charge_in_doubt');
    expect(sent).toHaveLength(1);
    vendor.isThere = true;
    expect(await start(MINUTE, { onlyLooks: true })).toBe('5');
  });
});

test('a renewal goes on, each time after a longer while', async () => {
  const { sent, start } = await charging('prolong 1');
  await start();
  for (const [wait, turn] of [
    [5 * MINUTE, 2],
    [30 * MINUTE, 3],
    [2 * HOUR, 4],
    [12 * HOUR, 5],
    [24 * HOUR, 6],
  ] as const) {
    expect(await start(wait - MINUTE), String(turn)).toBe('charge_in_doubt');
    expect(await start(MINUTE), String(turn)).toBe('upstream_answer_lost');
    expect(sent).toHaveLength(turn);
  }
  expect(await start(48 * HOUR)).toBe('charge_unsettled');
  expect(sent).toHaveLength(6);
});

describe('a refusal', () => {
  test.each<FaultType>(['upstream_auth', 'not_sold_here', 'upstream_unreachable'])(
    'is believed at once where nothing was looked at: %s',
    async type => {
      const { vendor, start, rows } = await charging();
      vendor.answer = type;
      expect(await start()).toBe(type);
      expect(await rows()).toEqual([]);
    },
  );

  test.each<FaultType>(['upstream_money', 'upstream_value', 'upstream_refused', 'upstream_busy'])(
    'by an error document is believed after a look a minute later: %s',
    async type => {
      const { vendor, sent, looks, start } = await charging();
      vendor.answer = type;
      expect(await start()).toBe(type);
      expect(await start(MINUTE / 2)).toBe('charge_in_doubt');
      expect(looks).toEqual([]);
      expect(await start(MINUTE / 2)).toBe(type);
      expect(looks).toHaveLength(1);
      vendor.answer = null;
      expect(await start(MINUTE)).toBe('5');
      expect(sent).toHaveLength(3);
    },
  );

  test('that came after the act is none', async () => {
    const { vendor, sent, start } = await charging();
    vendor.answer = 'upstream_money';
    await start();
    vendor.isThere = true;
    expect(await start(MINUTE)).toBe('5');
    expect(sent).toHaveLength(1);
  });

  test('is no sending of unknown outcome', async () => {
    const { vendor, sent, start } = await charging();
    vendor.answer = 'upstream_money';
    for (let turn = 1; turn <= 4; turn++) await start(MINUTE);
    vendor.answer = 'upstream_answer_lost';
    expect(await start(MINUTE)).toBe('upstream_answer_lost');
    expect(await start(5 * MINUTE)).toBe('upstream_answer_lost');
    expect(sent).toHaveLength(6);
    expect(await start(5 * MINUTE)).toBe('charge_unsettled');
  });

  test('may come thirty times', async () => {
    const { vendor, sent, start } = await charging();
    vendor.answer = 'upstream_money';
    for (let turn = 1; turn <= 30; turn++) expect(await start(MINUTE)).toBe('upstream_money');
    for (let turn = 1; turn <= 3; turn++) expect(await start(HOUR)).toBe('charge_refused_often');
    expect(sent).toHaveLength(30);
  });

  test('of what is set, not added, is looked at in the same process', async () => {
    const { vendor, start, rows, looks } = await charging('tariff');
    vendor.answer = 'upstream_refused';
    expect(await start()).toBe('upstream_refused');
    expect([await rows(), looks.length]).toEqual([[], 1]);
    vendor.isThere = true;
    expect(await start()).toBe('5');
  });

  test('upon which the caller acts is told when it is certain', async () => {
    const { vendor, sent, start, rows } = await charging();
    vendor.answer = 'upstream_money';
    const call = { actsUpon: async (type: FaultType) => type === 'upstream_money' };
    expect(await start(0, call)).toBe('charge_in_doubt');
    expect(await start(MINUTE, call)).toBe('upstream_money');
    expect([await rows(), sent.length]).toEqual([[], 1]);
  });
});

test('what it cost is kept with its result', async () => {
  const cost = { amount: '5.00', currency: 'EUR', isEstimated: true };
  const { vendor, start, rows } = await charging('order', { cost: () => cost });
  vendor.answer = null;
  await start();
  expect(await rows()).toMatchObject([{ result: { id: '5' }, cost }]);
});
