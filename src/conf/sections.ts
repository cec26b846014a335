import { closest } from '../base/closest.ts';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import { again, isDirective, onceAllowed } from './directives.ts';
import { type Key, type KeyFamily, SECTIONS, type SectionKeys } from './keys.ts';
import {
  badCharacter,
  type ConfLine,
  PLAIN_TEXT,
  readValue,
  trimBlanks,
  withoutComment,
} from './lines.ts';
import { excerpt, type NoteMistake } from './mistakes.ts';
import { NUMBER } from './readers.ts';

/** A section as it stands in the file: values not yet looked at. */
export interface RawSection {
  /** `upstream`, `preset 4601`: as messages name it. */
  readonly title: string;
  readonly name: string;
  /** '' for a section without a number. */
  readonly number: string;
  readonly line: number;
  readonly entries: ReadonlyMap<string, { readonly line: number; readonly value: string }>;
}

interface OpenSection extends RawSection {
  readonly entries: Map<string, { line: number; value: string }>;
  readonly keys: SectionKeys;
}

/** The second part of the file: `[section]` headers and `key = value` lines. */
export function readSections(lines: readonly ConfLine[], note: NoteMistake): readonly RawSection[] {
  const sections = new Map<string, OpenSection>();
  // keys below a header that nobody understands are not looked at
  let current: OpenSection | null = null;
  for (const line of lines) {
    if (line.text.startsWith('[')) current = readHeader(line, sections, note);
    else if (isDirective(line))
      note(line.number, asIs(`"${excerpt(withoutComment(line.text))}"`), TOO_LATE);
    else if (current) readEntry(line, current, note);
  }
  return [...sections.values()];
}

/** The value of a key, or what holds without it. A value that is not allowed is noted. */
export function pick<T>(section: RawSection | undefined, key: Key<T>, note: NoteMistake): T {
  const entry = section?.entries.get(key.name);
  if (!section || !entry) return key.fallback;
  const value = key.reader.read(entry.value);
  if (value !== undefined) return value;
  note(entry.line, badValue(key.name, entry.value), key.reader.allowed);
  return key.fallback;
}

/** The values of a family of keys by what stands behind its prefix. */
export function pickFamily<T>(
  section: RawSection | undefined,
  family: KeyFamily<T>,
  note: NoteMistake,
): ReadonlyMap<string, T> {
  const values = new Map<string, T>();
  for (const [name, entry] of section?.entries ?? []) {
    if (!name.startsWith(family.prefix)) continue;
    const value = family.reader.read(entry.value);
    if (value === undefined) note(entry.line, badValue(name, entry.value), family.reader.allowed);
    else values.set(name.slice(family.prefix.length), value);
  }
  return values;
}

function readHeader(
  line: ConfLine,
  sections: Map<string, OpenSection>,
  note: NoteMistake,
): OpenSection | null {
  const end = line.text.indexOf(']');
  const inside = trimBlanks(line.text.slice(1, end < 0 ? undefined : end));
  const [name = '', number = '', ...more] = inside.split(/[ \t]+/);
  const keys = SECTIONS.get(name);
  const numberFits = keys?.numbered ? NUMBER.test(number) : number === '';
  const whole = end > 0 && withoutComment(line.text.slice(end + 1)) === '';
  if (!keys || !numberFits || more.length > 0 || !whole) {
    const bad = badCharacter(line.text);
    note(
      line.number,
      bad ?? asIs(`"${excerpt(withoutComment(line.text))}"`),
      bad ? PLAIN_TEXT : headers(name),
    );
    return null;
  }
  const title = number === '' ? name : `${name} ${number}`;
  const before = sections.get(title);
  if (before) {
    note(line.number, again(`[${title}]`, before.line), onceAllowed(`[${title}]`));
    return before;
  }
  const opened: OpenSection = { title, name, number, line: line.number, entries: new Map(), keys };
  sections.set(title, opened);
  return opened;
}

function readEntry(line: ConfLine, section: OpenSection, note: NoteMistake): void {
  const equals = line.text.indexOf('=');
  const name = trimBlanks(equals < 0 ? withoutComment(line.text) : line.text.slice(0, equals));
  const read = equals < 0 ? null : readValue(line.text.slice(equals + 1));
  const bad = badCharacter(name + (read?.value ?? ''));
  if (bad) note(line.number, bad, PLAIN_TEXT);
  else if (read === null) note(line.number, withoutEquals(name), KEY_VALUE);
  else if (!isKey(section.keys, name)) note(line.number, unknownKey(name), keysOf(section, name));
  else if (section.entries.has(name))
    note(line.number, again(name, section.entries.get(name)?.line ?? 0), onceAllowed(name));
  else if (read.mistake) note(line.number, read.mistake.found, read.mistake.allowed);
  else section.entries.set(name, { line: line.number, value: read.value });
}

function isKey(keys: SectionKeys, name: string): boolean {
  return (
    keys.keys.includes(name) ||
    keys.families.some(
      family =>
        name.startsWith(family.prefix) && family.member.test(name.slice(family.prefix.length)),
    )
  );
}

const KEY_VALUE: LocalizedText = {
  en: '"key = value" or a [section]',
  ru: '«ключ = значение» или [раздел]',
};

const TOO_LATE: LocalizedText = {
  en: 'Preset and Period lines only before the first [section]',
  ru: 'строки Preset и Period только перед первым [разделом]',
};

/** Only the first word is shown: the rest may be a password. */
const withoutEquals = (text: string): LocalizedText => {
  const word = excerpt(text.split(/[ \t]/)[0] ?? '');
  return { en: `"${word}" without "="`, ru: `«${word}» без «=»` };
};

const unknownKey = (name: string): LocalizedText => ({
  en: `the unknown key "${excerpt(name)}"`,
  ru: `неизвестный ключ «${excerpt(name)}»`,
});

function badValue(name: string, value: string): LocalizedText {
  return asIs(`${name} = ${value === '' ? '""' : excerpt(value)}`);
}

function headers(name: string): LocalizedText {
  const all = [...SECTIONS]
    .map(([each, keys]) => (keys.numbered ? `[${each} NUMBER]` : `[${each}]`))
    .join(', ');
  return meaning(all, SECTIONS.has(name) ? null : closest(name, [...SECTIONS.keys()]));
}

function keysOf(section: OpenSection, name: string): LocalizedText {
  const families = section.keys.families.map(family => `${family.prefix}NUMBER`);
  const meant = closest(name, section.keys.keys);
  const homes = [...SECTIONS]
    .filter(([, keys]) => keys.keys.includes(name))
    .map(([each]) => `[${each}]`);
  if (homes.length > 0) {
    const all = [...families, ...section.keys.keys].join(', ');
    return {
      en: `in [${section.title}]: ${all}; "${name}" belongs to ${homes.join(' or ')}`,
      ru: `в [${section.title}]: ${all}; «${name}» относится к ${homes.join(' или ')}`,
    };
  }
  return meaning([...families, ...section.keys.keys].join(', '), meant);
}

function meaning(all: string, meant: string | null): LocalizedText {
  if (!meant) return asIs(all);
  return { en: `${all} (did you mean "${meant}"?)`, ru: `${all} (возможно, «${meant}»?)` };
}
