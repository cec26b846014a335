import { describe, expect, test } from 'vitest';
import { recently } from '../../../src/billmanager/forms/recent.ts';

/** A reader that counts, under a clock that is set by hand. */
function reader() {
  let now = 1_000_000;
  const asked: string[] = [];
  const failures: Error[] = [];
  const read = recently(
    async id => {
      asked.push(id);
      const failure = failures.shift();
      if (failure) throw failure;
      return `${id}, answer ${asked.length}`;
    },
    {
      now: () => new Date(now),
      boot: () => ({ boot: 'boot', uptimeMs: 0 }),
      sleep: async () => undefined,
    },
  );
  return { asked, failures, read, pass: (ms: number) => (now += ms) };
}

describe('what is read again within one operation', () => {
  test('is asked once for each id, also while the first answer is on its way', async () => {
    const { asked, read } = reader();
    const both = await Promise.all([read('1'), read('1'), read('2')]);
    expect(both).toEqual(['1, answer 1', '1, answer 1', '2, answer 2']);
    expect(await read('1')).toBe('1, answer 1');
    expect(asked).toEqual(['1', '2']);
  });

  test('is asked anew after ten seconds, and after the clock was set back', async () => {
    const { asked, read, pass } = reader();
    await read('1');
    pass(10_000);
    await read('1');
    pass(-60_000);
    await read('1');
    expect(asked).toHaveLength(3);
  });

  test('is asked anew after a failure, which everybody who waited for it gets', async () => {
    const { asked, failures, read } = reader();
    failures.push(new Error('no answer'));
    const both = await Promise.allSettled([read('1'), read('1')]);
    expect(both.map(each => each.status)).toEqual(['rejected', 'rejected']);
    expect(await read('1')).toBe('1, answer 2');
    expect(asked).toHaveLength(2);
  });
});
