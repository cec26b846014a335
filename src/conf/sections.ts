import { closest } from '../base/closest.ts';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import { isDirective } from './directives.ts';
import { isFamily, isSpelling, settingOf } from './key.ts';
import {
  homesOf,
  isNumbered,
  isSection,
  keysOf,
  SECTIONS,
  type SectionName,
  type Settings,
} from './keys.ts';
import {
  type ConfLine,
  isFirst,
  readValue,
  refuseUnfit,
  trimBlanks,
  withoutComment,
} from './lines.ts';
import { NUMBER } from './readers.ts';
import { excerpt, orMeant } from './validation-error.ts';

/** A section as written in the file. */
interface Section {
  readonly name: SectionName;
  /** '' for a section without a number. */
  readonly number: string;
  /** Of its header. */
  readonly line: ConfLine;
  /** Lines of its keys. */
  readonly seen: Map<string, number>;
  /** By the keys as they are spelled in the file. */
  readonly values: Map<string, unknown>;
}

/** The second part of the file: `[section]` headers and `key = value` lines. */
export class Sections {
  readonly #opened = new Map<string, Section>();
  readonly #seen = new Map<string, number>();
  readonly #root: string;

  /** `root`: the manager root, which relative paths are resolved against. */
  constructor(lines: readonly ConfLine[], root: string) {
    this.#root = root;
    // keys below an unknown header are skipped
    let current: Section | undefined;
    for (const line of lines) {
      if (line.text.startsWith('[')) current = this.#open(line);
      else if (isDirective(line)) line.refuse(shown(line), TOO_LATE);
      else if (current) this.#readEntry(line, current);
    }
  }

  all(name: SectionName): readonly Section[] {
    return [...this.#opened.values()].filter(each => each.name === name);
  }

  /** The settings of a section, with defaults for keys that are not given. */
  settings<S extends SectionName>(name: S, number = ''): Settings<S> {
    const values = this.#opened.get(titleOf(name, number))?.values ?? new Map();
    const entries = keysOf(name).map(([property, key]) => [property, settingOf(key, values)]);
    // each value was read by the key that gives its type
    return Object.fromEntries(entries) as Settings<S>;
  }

  #open(line: ConfLine): Section | undefined {
    const [, inside = '', behind] = /^\[([^\]]*)(?:\](.*))?$/s.exec(line.text) ?? [];
    const [name = '', number = '', ...more] = trimBlanks(inside).split(/[ \t]+/);
    const isWhole = behind !== undefined && withoutComment(behind) === '' && more.length === 0;
    if (!isWhole || !isSection(name) || !(isNumbered(name) ? NUMBER.test(number) : number === '')) {
      if (!refuseUnfit(line, line.text)) line.refuse(shown(line), headers(name));
      return undefined;
    }
    const title = titleOf(name, number);
    if (isFirst(line, `[${title}]`, this.#seen))
      this.#opened.set(title, { name, number, line, seen: new Map(), values: new Map() });
    return this.#opened.get(title);
  }

  #readEntry(line: ConfLine, section: Section): void {
    const equals = line.text.indexOf('=');
    const name = trimBlanks(equals < 0 ? withoutComment(line.text) : line.text.slice(0, equals));
    if (refuseUnfit(line, name)) return;
    const [property = '', key] =
      keysOf(section.name).find(([, each]) => isSpelling(name, each)) ?? [];
    if (equals < 0) line.refuse(withoutEquals(name), KEY_VALUE);
    else if (!key) line.refuse(unknownKey(name), whatIsAllowed(section, name));
    else {
      const text = readValue(line, line.text.slice(equals + 1));
      if (text === null || refuseUnfit(line, text) || !isFirst(line, name, section.seen)) return;
      const value = key.reader.read(text, this.#root);
      if (value !== undefined) section.values.set(name, value);
      else {
        const found = asIs(`${name} = ${excerpt(text) || '""'}`);
        line.refuse(found, key.reader.allowed, [section.name, property]);
      }
    }
  }
}

const titleOf = (name: string, number: string): string =>
  number === '' ? name : `${name} ${number}`;

const shown = (line: ConfLine): LocalizedText => asIs(`"${excerpt(withoutComment(line.text))}"`);

const KEY_VALUE = { en: '"key = value" or a [section]', ru: '«ключ = значение» или [раздел]' };

const TOO_LATE = {
  en: 'Preset and Period lines only before the first [section]',
  ru: 'строки Preset и Period только перед первым [разделом]',
};

/** Only the first word is shown: the rest may be a password. */
const withoutEquals = (text: string): LocalizedText => {
  const word = excerpt(text.split(/[ \t]/)[0] ?? '');
  return { en: `"${word}" without "="`, ru: `«${word}» без «=»` };
};

const unknownKey = (name: string): LocalizedText => ({
  en: `unknown key "${excerpt(name)}"`,
  ru: `неизвестный ключ «${excerpt(name)}»`,
});

function headers(name: string): LocalizedText {
  const names = Object.keys(SECTIONS).filter(isSection);
  const all = names.map(each => (isNumbered(each) ? `[${each} NUMBER]` : `[${each}]`));
  return orMeant(asIs(all.join(', ')), isSection(name) ? null : closest(name, names));
}

function whatIsAllowed({ name: section, number }: Section, name: string): LocalizedText {
  const keys = keysOf(section).map(([, key]) => key);
  const all = keys.map(key => key.name).join(', ');
  const single = keys.filter(key => !isFamily(key)).map(key => key.name);
  if (homesOf(name, 'or') === '') return orMeant(asIs(all), closest(name, single));
  const title = titleOf(section, number);
  return {
    en: `in [${title}]: ${all}; "${name}" belongs to ${homesOf(name, 'or')}`,
    ru: `в [${title}]: ${all}; «${name}» относится к ${homesOf(name, 'или')}`,
  };
}
