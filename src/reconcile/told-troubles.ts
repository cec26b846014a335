import { createHash } from 'node:crypto';
import type { Json } from '../journal/records.ts';
import type { Context } from '../operations/engine/context.ts';

/** A trouble that does not come back within this time is over: the next one like it is news. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * Which of a run's troubles nobody has been told yet; they count as told from here on. Cron mails
 * all that is printed: what lasts is told once, not 288 times a day, and again when its text
 * changes, or after a day without it. `scope`: runs over other modules tell on their own.
 */
export async function newTroubles(
  { journal, clock }: Pick<Context, 'journal' | 'clock'>,
  scope: string,
  troubles: readonly string[],
): Promise<readonly string[]> {
  const key = `told troubles ${scope}`.trimEnd();
  const now = clock.now().getTime();
  const told = toldFrom((await journal.recall(key))?.value);
  const known = new Map([...told].filter(([, at]) => now - at < FORGOTTEN_AFTER_MS));
  const news = [...new Set(troubles)].filter(text => !known.has(digestOf(text)));
  for (const text of troubles) known.set(digestOf(text), now);
  if (known.size > 0 || told.size > 0) await journal.remember(key, textsOf(known));
  return news;
}

/** Texts are long, and may name what the state file does not keep. */
const digestOf = (text: string): string =>
  createHash('sha1').update(text).digest('base64url').slice(0, 20);

function toldFrom(value: Json | undefined): ReadonlyMap<string, number> {
  const rows = Array.isArray(value) ? value : [];
  return new Map(
    rows.map(row => {
      const [digest = '', at = ''] = String(row).split(' ');
      return [digest, Number(at) || 0];
    }),
  );
}

const textsOf = (told: ReadonlyMap<string, number>): readonly string[] =>
  [...told].map(([digest, at]) => `${digest} ${at}`);
