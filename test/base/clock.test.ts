import { expect, test } from 'vitest';
import { elapsedMs } from '../../src/base/clock.ts';

const at = (boot: string, uptimeMs: number) => ({ boot, uptimeMs });

test.each([
  ['in one boot, what lies between', at('a', 1000), at('a', 61_000), 60_000],
  ['at once, nothing', at('a', 1000), at('a', 1000), 0],
  ['in another boot, no less than that is old', at('a', 900_000), at('b', 20_000), 20_000],
  ['where the boot is not known, the same', at('', 0), at('b', 20_000), 20_000],
])('%s', (_, since, now, ms) => {
  expect(elapsedMs(since, now)).toBe(ms);
});
