import type { LocalizedText } from '../base/localized-text.ts';
import { oneLine } from '../base/plain-text.ts';
import type { SectionName } from './keys.ts';

/** A key's section, and the program's name for it. */
export type KeyPlace = readonly [SectionName, string];

/** One invalid thing in a conf. Never holds a secret of the file. */
export interface ValidationError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly found: LocalizedText;
  readonly allowed: LocalizedText;
  /** The key whose value is refused. */
  readonly key: KeyPlace | null;
}

/** Long enough to recognise the place, short enough for a message. */
const EXCERPT_LENGTH = 60;

/** A piece of the file fit for a message: one line, not too long, without the password in a URL. */
export function excerpt(text: string): string {
  const safe = oneLine(text.slice(0, 4 * EXCERPT_LENGTH)).replace(/\/\/[^/]*@/g, '//***@');
  return text.length > EXCERPT_LENGTH ? `${safe.slice(0, EXCERPT_LENGTH)}...` : safe;
}

/** What is allowed, with what was probably meant, if known. */
export function orMeant(allowed: LocalizedText, meant: string | null): LocalizedText {
  if (meant === null) return allowed;
  return {
    en: `${allowed.en} (did you mean "${meant}"?)`,
    ru: `${allowed.ru} (возможно, «${meant}»?)`,
  };
}

/** `file:line: X is not valid; expected Y`, the one form of all validation errors. */
export function errorText(error: ValidationError, language: 'en' | 'ru' = 'en'): string {
  const found = error.found[language];
  const allowed = error.allowed[language];
  const what = {
    en: `${found} is not valid; expected ${allowed}`,
    ru: `недопустимо: ${found}; ожидается: ${allowed}`,
  }[language];
  return `${error.file}:${error.line}: ${what}`;
}
