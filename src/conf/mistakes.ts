import type { LocalizedText } from '../base/localized-text.ts';
import { oneLine } from '../base/plain-text.ts';
import type { ConfMistake } from './conf.ts';

/** Long enough to recognise the place, short enough for a message. */
const SHOWN = 60;

/** Notes one mistake of the file that is being read. */
export type NoteMistake = (line: number, found: LocalizedText, allowed: LocalizedText) => void;

/** Collects the mistakes of one file. */
export function mistakeList(file: string): {
  readonly note: NoteMistake;
  sorted(): readonly ConfMistake[];
} {
  const mistakes: ConfMistake[] = [];
  return {
    note(line, found, allowed) {
      mistakes.push({
        file,
        line,
        found: found.en,
        allowed: allowed.en,
        ru: { found: found.ru, allowed: allowed.ru },
      });
    },
    sorted: () => mistakes.toSorted((a, b) => a.line - b.line),
  };
}

/**
 * A piece of the file as a message may show it: one line, not too long, without the password of an
 * address.
 */
export function excerpt(text: string): string {
  const safe = oneLine(text.slice(0, 4 * SHOWN)).replace(/\/\/[^/]*@/g, '//***@');
  return text.length > SHOWN ? `${safe.slice(0, SHOWN)}...` : safe;
}

/** `file:line: found X; allowed Y`, the one form in which mistakes are told. */
export function mistakeText(mistake: ConfMistake, language: 'en' | 'ru' = 'en'): string {
  const place = mistake.line > 0 ? `${mistake.file}:${mistake.line}` : mistake.file;
  if (language === 'ru')
    return `${place}: обнаружено: ${mistake.ru.found}; допустимо: ${mistake.ru.allowed}`;
  return `${place}: found ${mistake.found}; allowed ${mistake.allowed}`;
}
