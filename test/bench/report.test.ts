import { describe, expect, test } from 'vitest';
import { median, pairedRatio, spread } from '../../bench/measure/stats.ts';
import { table } from '../../bench/report.ts';

describe('figures', () => {
  test('a median is the middle one, of an even count the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  });

  test('a ratio is the median of the pairs, not the ratio of the medians', () => {
    expect(pairedRatio([2, 20, 4], [1, 10, 4])).toBe(2);
  });
});

describe('the table', () => {
  const row = { section: 'start-up', name: 'features', median: 30, min: 28, max: 40, unit: 'ms' };

  test('says what is behind, in its line and at the end', () => {
    const text = table([
      { ...row, against: 'node -e 0', ratio: 1.75, must: { atMost: 1.6 }, holds: false },
      {
        ...row,
        name: 'other',
        ratio: 1.2,
        against: 'node -e 0',
        must: { atMost: 1.6 },
        holds: true,
      },
    ]);
    expect(text).toMatch(/features +30 +28 +40 +ms +1\.75 +node -e 0 +<= 1\.6 +BEHIND\n/);
    expect(text).toMatch(/other .* ok\n/);
    expect(text).toContain('Behind: features.\n');
  });

  test('says so when everything holds, and carries the notes', () => {
    const text = table([{ ...row, note: 'nobody is waited for' }]);
    expect(text).toContain('features: nobody is waited for\n');
    expect(text).toContain('Everything that must hold holds.\n');
  });
});
