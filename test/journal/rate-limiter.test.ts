import { describe, expect, test } from 'vitest';
import { Child, race } from './support/child.ts';
import { HandClock } from './support/clock.ts';
import { tempFile, tempJournal } from './support/temp.ts';

describe('requests', () => {
  test('of one account are spaced evenly, the first without waiting', async () => {
    const journal = await tempJournal({ clock: new HandClock() });
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) waits.push(await journal.reserveRequest('a', 5));
    expect(waits).toEqual([0, 200, 400, 600]);
  });

  test('of another account do not wait for it', async () => {
    const journal = await tempJournal({ clock: new HandClock() });
    await journal.reserveRequest('a', 5);
    expect(await journal.reserveRequest('b', 5)).toBe(0);
  });

  test('keep to a rate that divides no millisecond', async () => {
    const journal = await tempJournal({ clock: new HandClock() });
    const waits: number[] = [];
    for (let i = 0; i < 301; i++) waits.push(await journal.reserveRequest('a', 300));
    expect(waits[300]).toBe(1000);
  });

  test('after idle time do not come in a burst', async () => {
    const clock = new HandClock();
    const journal = await tempJournal({ clock });
    await journal.reserveRequest('a', 1);
    clock.advance(10_000);
    expect(await journal.reserveRequest('a', 1)).toBe(0);
    expect(await journal.reserveRequest('a', 1)).toBe(1000);
  });

  test('do not wait for the old time when the clock is set back an hour', async () => {
    const clock = new HandClock();
    const journal = await tempJournal({ clock });
    await journal.reserveRequest('a', 1);
    clock.advance(-3_600_000);
    expect(await journal.reserveRequest('a', 1)).toBe(0);
    expect(await journal.reserveRequest('a', 1)).toBe(1000);
  });

  test('stay spaced when the clock is corrected by a little', async () => {
    const clock = new HandClock();
    const journal = await tempJournal({ clock });
    await journal.reserveRequest('a', 1);
    clock.advance(-300);
    expect(await journal.reserveRequest('a', 1)).toBe(1300);
  });

  test.each([0, -1, Number.NaN])('at a rate of %s are refused', async rate => {
    const journal = await tempJournal();
    await expect(journal.reserveRequest('a', rate)).rejects.toMatchObject({ type: 'internal' });
  });

  test('of several processes share one spacing', async () => {
    const file = tempFile();
    await tempJournal({ file });
    const longest = await race(4, () => Child.run('reserve-many', file, '25', '1'));
    // 100 requests at one a second, less the time that the processes took
    const last = Math.max(...longest.map(Number));
    expect(last).toBeLessThanOrEqual(99_000);
    expect(last).toBeGreaterThan(89_000);
  });
});
