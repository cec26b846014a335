import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONF_FILE } from '../../src/base/paths.ts';
import { ABOUT, EXAMPLES, MEANINGS, NUMBERS, textOf } from '../../src/conf/help.ts';
import { type AnyKey, isFamily } from '../../src/conf/key.ts';
import { isSection, keysOf, SECTIONS, type SectionName } from '../../src/conf/keys.ts';

/** Files of two parts: the one above the line `last` is written by hand, the other one here. */
const FILES: Readonly<Record<string, { last: string; section(name: SectionName): string }>> = {
  'docs/conf.md': {
    last: '<!-- scripts/generate writes what follows, from src/conf/keys.ts and help.ts -->',
    section: documented,
  },
  [CONF_FILE]: {
    last: '# Part 2: sections. No Preset and Period lines below this point.',
    section: commented,
  },
};

/**
 * The files whose sections come from src/conf/keys.ts and help.ts, as they should be: path below
 * the project -> text. Throws where a file has lost the line above its generated part.
 */
export function confTexts(project: string): ReadonlyMap<string, string> {
  const sections = Object.keys(SECTIONS).filter(isSection);
  return new Map(
    Object.entries(FILES).map(([path, { last, section }]) => {
      const parts = readFileSync(join(project, path), 'utf8').split(`${last}\n`);
      if (parts.length !== 2) throw new Error(`${path} needs one line "${last}"`);
      return [path, `${parts[0]}${last}\n\n${sections.map(section).join('\n')}`];
    }),
  );
}

/** `### [sync]` and a table of its keys. */
function documented(section: SectionName): string {
  const rows = keysOf(section).map(([property, key]) => [
    `\`${isFamily(key) ? `${key.prefix}N` : key.name}\``,
    key.reader.allowed.en,
    defaultOf(key) === null ? 'none' : `\`${defaultOf(key)}\``,
    textOf(MEANINGS.en[section], property),
  ]);
  const title = NUMBERS[section] === undefined ? section : `${section} N`;
  const keys = table(['key', 'allowed', 'default', 'meaning'], rows);
  return `### [${title}]\n\n${inLines(ABOUT[section])}\n${keys}`;
}

/** A Markdown table with columns of one width, as the formatter wants it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map(cells => (cells[column] ?? '').length)),
  );
  const rule = widths.map(width => '-'.repeat(width));
  return [head, rule, ...rows]
    .map(cells => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`)
    .join('');
}

/** A section of the commented conf: every key is explained, and hidden behind a `#`. */
function commented(section: SectionName): string {
  const number = NUMBERS[section];
  const header = number === undefined ? `[${section}]` : `#[${section} ${number}]`;
  const keys = keysOf(section).map(([property, key]) => {
    const meaning = textOf(MEANINGS.en[section], property);
    const byDefault = defaultOf(key) === null ? '' : `; default: ${defaultOf(key)}`;
    const explained = [
      inLines(`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`, '# '),
      inLines(`Allowed: ${key.reader.allowed.en}${byDefault}.`, '# '),
    ].join('');
    const example = EXAMPLES[section] ?? {};
    const line = isFamily(key)
      ? `#${key.prefix}${textOf(example, property)}`
      : `#${key.name} = ${property in example ? textOf(example, property) : defaultOf(key)}`;
    return `${explained}${line}\n`;
  });
  return `${inLines(ABOUT[section], '# ')}${header}\n\n${keys.join('\n')}`;
}

const defaultOf = (key: AnyKey): string | null => (isFamily(key) ? null : key.written);

/** A text broken between words, at most 100 columns wide. */
function inLines(text: string, prefix = ''): string {
  const lines = text.match(new RegExp(`.{1,${100 - prefix.length}}(?: |$)`, 'g')) ?? [];
  return lines.map(line => `${prefix}${line.trimEnd()}\n`).join('');
}
