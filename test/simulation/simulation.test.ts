import { describe, expect, test } from 'vitest';
import { undrawn } from '../support/remoteid.ts';
import { planOf } from './plan.ts';
import { historyText } from './shrink.ts';
import { simulate } from './simulate.ts';

/** A fixed part of what `scripts/soak --simulate` does. */
const HISTORIES = 240;
const PARTS = 6;

describe('a reseller’s years', () => {
  test.each(Array.from({ length: PARTS }, (_, part) => part))(
    'leave nothing paid twice, nothing lost and nothing to clean up, whatever crashes and whoever interferes (part %i)',
    async part => {
      for (let seed = 1 + part; seed <= HISTORIES; seed += PARTS) {
        const plan = planOf(seed);
        const outcome = await simulate(plan);
        expect(outcome.violations, historyText(plan, outcome)).toEqual([]);
      }
    },
  );

  test('pass in the same way again when they begin from the same seed', async () => {
    const [first, second] = [await simulate(planOf(4711)), await simulate(planOf(4711))];
    // the mark and the draws are random
    const alike = (log: readonly string[]) =>
      log.map(line => undrawn(line).replace(/mark is [a-z2-9]{5}/, 'mark is MARK'));
    expect(alike(second.log)).toEqual(alike(first.log));
    expect(second.steps).toBe(first.steps);
  });
});
