import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { simulate } from './simulate.ts';

/** One history in each line, as short as it could be made, and what went wrong in it once. */
const FILE = join(import.meta.dirname, 'regressions.jsonl');

interface Regression extends Omit<Plan, 'without' | 'kinds'> {
  readonly kinds?: Plan['kinds'];
  readonly about: string;
  readonly without: readonly string[];
}

const regressions: readonly Regression[] = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line));

describe('histories that went wrong once', () => {
  test.each(regressions.map((each): [string, Regression] => [each.about, each]))(
    '%s: no more',
    async (_, each) => {
      // an event that was left out still takes its time
      const { violations } = await simulate({
        ...each,
        kinds: each.kinds ?? [],
        without: new Set(each.without),
      });
      expect(violations).toEqual([]);
    },
  );
});
