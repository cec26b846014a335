import { unsafe } from 'ini';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import type { KeyPlace, ValidationError } from './validation-error.ts';

/** A line with content, without the blanks around it. */
export interface ConfLine {
  readonly number: number;
  readonly text: string;
  /** Notes a validation error of this line. */
  refuse(found: LocalizedText, allowed: LocalizedText, key?: KeyPlace): void;
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/**
 * The lines of a file that are neither empty nor a comment. Any line ending and a leading BOM are
 * accepted.
 */
export function confLines(
  text: string,
  note: (error: Omit<ValidationError, 'file'>) => void,
): readonly ConfLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({
      number: index + 1,
      text: trimBlanks(line),
      refuse: (found: LocalizedText, allowed: LocalizedText, key: KeyPlace | null = null) =>
        note({ line: index + 1, found, allowed, key }),
    }))
    .filter(line => !/^(?:[#;]|$)/.test(line.text));
}

/**
 * Blanks and tabs only: other white space is reported, not silently dropped. No regular expression,
 * because searching for trailing blanks takes quadratic time in a long run of them.
 */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

/**
 * Cuts a comment: `#` or `;` after a blank or at the beginning. Inside a word they are part of it.
 */
export function withoutComment(text: string): string {
  const at = text.search(/(?:^|[ \t])[#;]/);
  return trimBlanks(at < 0 ? text : text.slice(0, at));
}

/** Notes the line of a name; a second mention is refused. */
export function isFirst(line: ConfLine, name: string, seen: Map<string, number>): boolean {
  const first = seen.get(name);
  if (first === undefined) {
    seen.set(name, line.number);
    return true;
  }
  const found = {
    en: `second "${name}" (the first is on line ${first})`,
    ru: `второе «${name}» (первое в строке ${first})`,
  };
  line.refuse(found, { en: `"${name}" once`, ru: `«${name}» один раз` });
  return false;
}

const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'[^']*')/s;

/**
 * A value after `=`: as it stands up to a comment, or in quotes, where comment signs and outer
 * blanks count too. Double quotes know JSON's escapes (as in the `ini` package); single quotes know
 * none (`ini` would make numbers and objects of some). null: refused.
 */
export function readValue(line: ConfLine, text: string): string | null {
  const raw = trimBlanks(text);
  if (!/^["']/.test(raw)) return withoutComment(raw);
  const quoted = QUOTED.exec(raw)?.[0];
  if (quoted === undefined) return refuseQuotes(line, OPEN_QUOTE);
  if (withoutComment(raw.slice(quoted.length)) !== '') return refuseQuotes(line, BEHIND_QUOTE);
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  const value: unknown = unsafe(quoted);
  // ini returns a text unchanged when its escapes make no sense
  if (typeof value === 'string' && value !== quoted) return value;
  line.refuse(BAD_ESCAPE, asIs('\\" \\\\ \\/ \\uXXXX'));
  return null;
}

/**
 * Characters that do not belong in a conf: bytes that are no text (the decoder's U+FFFD), and what
 * comes along when a line is copied from a web page: no-break and zero-width blanks, direction
 * marks.
 */
const UNFIT = new RegExp(
  '[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u00a0\\u00ad\\u1680\\u2000-\\u200f' +
    '\\u2028-\\u202f\\u205f-\\u2069\\u3000\\ufeff\\ufffd]',
);

/** Whether the text contains a character that no conf may contain; if so, the line is refused. */
export function refuseUnfit(line: ConfLine, text: string): boolean {
  const code = UNFIT.exec(text)?.[0].charCodeAt(0);
  if (code === undefined) return false;
  line.refuse(unfitCharacter(code), {
    en: 'plain text in UTF-8 with ordinary spaces and tabs',
    ru: 'обычный текст в UTF-8, пробелы и табуляции',
  });
  return true;
}

function unfitCharacter(code: number): LocalizedText {
  if (code === 0xfffd) return { en: 'text that is not UTF-8', ru: 'текст не в UTF-8' };
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code < 0xa0
    ? { en: `control character ${name}`, ru: `управляющий символ ${name}` }
    : { en: `invisible character ${name}`, ru: `невидимый символ ${name}` };
}

function refuseQuotes(line: ConfLine, found: LocalizedText): null {
  line.refuse(found, {
    en: 'a value in one pair of quotes, or without quotes at its beginning',
    ru: 'значение в одной паре кавычек или без кавычки в начале',
  });
  return null;
}

const OPEN_QUOTE = { en: 'unclosed quote', ru: 'незакрытая кавычка' };
const BEHIND_QUOTE = { en: 'text after the closing quote', ru: 'текст после закрывающей кавычки' };
const BAD_ESCAPE = {
  en: 'unknown escape in double quotes',
  ru: 'неизвестная escape-последовательность в двойных кавычках',
};
