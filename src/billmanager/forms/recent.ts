import type { Clock } from '../../base/clock.ts';

/**
 * Longer than the time between the reads of an operation, shorter than anybody waits for a changed
 * setting to take effect.
 */
const RECENT_MS = 10_000;

/**
 * A reader by id that reads once what one operation needs several times, even while the first
 * answer is still on its way. A failed read is forgotten; after ten seconds the next one asks
 * anew.
 */
export function recently<T>(
  read: (id: string) => Promise<T>,
  clock: Clock,
): (id: string) => Promise<T> {
  const answers = new Map<string, { readonly answer: Promise<T>; readonly at: number }>();
  return id => {
    const now = clock.now().getTime();
    const known = answers.get(id);
    if (known && Math.abs(now - known.at) < RECENT_MS) return known.answer;
    const asked = { answer: read(id), at: now };
    answers.set(id, asked);
    asked.answer.catch(() => {
      if (answers.get(id) === asked) answers.delete(id);
    });
    return asked.answer;
  };
}
