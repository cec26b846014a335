import { stripVTControlCharacters } from 'node:util';
import { maskSecrets } from '../../base/secrets.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const BLANK_LIKE = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Data for a terminal: one line, without escape sequences, control and direction characters, and
 * without known secrets.
 */
export function safeText(text: string): string {
  return maskSecrets(stripVTControlCharacters(text).replace(BLANK_LIKE, ' ').replace(CONTROL, ''));
}

/**
 * A JSON answer. Characters that a terminal would obey are written as escapes, which JSON leaves to
 * the writer.
 */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value, masked, 2).replace(/[\u007f-\u{ffff}]/gu, each =>
    CONTROL_ONE.test(each) ? `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}` : each,
  );
  return `${text}\n`;
}

const masked = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? maskSecrets(value) : value;

const CONTROL_ONE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
