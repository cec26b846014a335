import type { Clock } from '../../base/clock.ts';

/**
 * Longer than the reads of an operation lie apart, shorter than anybody waits for a changed setting
 * to hold.
 */
const RECENT_MS = 10_000;

/**
 * A reader by id that is asked once for what is wanted several times within one operation, be the
 * first answer still on its way. A failed read is forgotten; after ten seconds the next one asks
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
