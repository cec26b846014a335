import { unsafe } from 'ini';
import { asIs, type LocalizedText } from '../base/localized-text.ts';

/** A line that says something, without the blanks around it. */
export interface ConfLine {
  readonly number: number;
  readonly text: string;
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';
const isCommentSign = (char: string | undefined): boolean => char === '#' || char === ';';

/**
 * The lines of a file that are neither empty nor a comment. Any line ending and a leading BOM are
 * accepted.
 */
export function confLines(text: string): readonly ConfLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: trimBlanks(line) }))
    .filter(line => line.text !== '' && !isCommentSign(line.text[0]));
}

/** Blanks and tabs only: other white space is reported, not silently dropped. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

/**
 * Cuts a comment: `#` or `;` behind a blank or at the beginning. One inside a word is part of it.
 */
export function withoutComment(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (isCommentSign(text[i]) && (i === 0 || isBlank(text[i - 1])))
      return trimBlanks(text.slice(0, i));
  return trimBlanks(text);
}

export type ValueRead =
  | { readonly value: string; readonly mistake?: never }
  | {
      readonly value?: never;
      readonly mistake: { readonly found: LocalizedText; readonly allowed: LocalizedText };
    };

/**
 * A value behind `=`: as it stands up to a comment, or in quotes, where comment signs and outer
 * blanks count too. Double quotes know JSON's escapes (as in the `ini` package); single quotes know
 * none (`ini` would make numbers and objects of some).
 */
export function readValue(text: string): ValueRead {
  const raw = trimBlanks(text);
  const quote = raw[0];
  if (quote !== '"' && quote !== "'") return { value: withoutComment(raw) };
  const end = closingQuote(raw, quote);
  if (end < 0) return { mistake: { found: OPEN_QUOTE, allowed: QUOTES } };
  if (withoutComment(raw.slice(end + 1)) !== '')
    return { mistake: { found: BEHIND_QUOTE, allowed: QUOTES } };
  const quoted = raw.slice(0, end + 1);
  if (quote === "'") return { value: quoted.slice(1, -1) };
  const value: unknown = unsafe(quoted);
  // ini hands a text back unchanged when its escapes make no sense
  if (typeof value !== 'string' || value === quoted)
    return { mistake: { found: BAD_ESCAPE, allowed: ESCAPES } };
  return { value };
}

/**
 * What makes a text unfit for a conf, if anything: bytes that are no text, or signs that only look
 * like blanks.
 */
export function badCharacter(text: string): LocalizedText | null {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code === 0xfffd)
      return { en: 'bytes that are not UTF-8', ru: 'байты не в кодировке UTF-8' };
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    if (code < 0x20 ? char !== '\t' : code >= 0x7f && code < 0xa0)
      return { en: `the control character ${name}`, ru: `управляющий символ ${name}` };
    if (INVISIBLE.test(char))
      return { en: `the invisible character ${name}`, ru: `невидимый символ ${name}` };
  }
  return null;
}

/**
 * What comes along when a line is copied from a web page: no-break and zero-width blanks, marks of
 * direction.
 */
const INVISIBLE = /[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]/;

export const PLAIN_TEXT: LocalizedText = {
  en: 'plain text in UTF-8 with ordinary blanks and tabs',
  ru: 'обычный текст в UTF-8, пробелы и табуляции',
};

const QUOTES: LocalizedText = {
  en: 'a value in one pair of quotes, or without quotes at its beginning',
  ru: 'значение в одной паре кавычек или без кавычки в начале',
};
const ESCAPES = asIs('\\" \\\\ \\/ \\uXXXX');
const OPEN_QUOTE: LocalizedText = { en: 'a quote that is not closed', ru: 'незакрытая кавычка' };
const BEHIND_QUOTE: LocalizedText = {
  en: 'text behind the closing quote',
  ru: 'текст после закрывающей кавычки',
};
const BAD_ESCAPE: LocalizedText = {
  en: 'a backslash in double quotes that is no known escape',
  ru: 'неизвестная последовательность с обратной чертой в двойных кавычках',
};

function closingQuote(raw: string, quote: string): number {
  for (let i = 1; i < raw.length; i++) {
    if (raw[i] === '\\' && quote === '"') i++;
    else if (raw[i] === quote) return i;
  }
  return -1;
}
