import { closest } from '../base/closest.ts';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import type { Preset } from './conf.ts';
import { SECTIONS } from './keys.ts';
import { badCharacter, type ConfLine, PLAIN_TEXT, withoutComment } from './lines.ts';
import { excerpt, type NoteMistake } from './mistakes.ts';
import { NUMBER, period } from './readers.ts';

const DIRECTIVES: readonly string[] = ['Preset', 'Period'];

export interface Directives {
  readonly presets: readonly Preset[];
  readonly periods: ReadonlyMap<string, string>;
}

/** True for a line that begins with a directive's word. */
export function isDirective(line: ConfLine): boolean {
  return /^(?:Preset|Period)(?:[ \t]|$)/.test(line.text);
}

/**
 * The first part of the file, one directive a line as the original cpbillmgr read them: words
 * parted by blanks (seed "Reselling ISPsystem software via BILLmanager", steps 4 and 9).
 */
export function readDirectives(lines: readonly ConfLine[], note: NoteMistake): Directives {
  const presets: Preset[] = [];
  const periods = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const line of lines) {
    const text = withoutComment(line.text);
    const bad = badCharacter(text);
    if (bad) {
      note(line.number, bad, PLAIN_TEXT);
      continue;
    }
    const words = text.split(/[ \t]+/);
    const found =
      words[0] === 'Preset' ? readPreset(line, words, note) : readPeriod(line, words, note);
    if (!found) continue;
    const name = 'local' in found ? `Period ${found.local}` : `Preset ${found.id}`;
    const before = seen.get(name);
    if (before !== undefined) note(line.number, again(name, before), onceAllowed(name));
    else if ('local' in found) periods.set(found.local, found.upstream);
    else presets.push(found);
    if (before === undefined) seen.set(name, line.number);
  }
  return { presets, periods };
}

function readPreset(line: ConfLine, words: readonly string[], note: NoteMistake): Preset | null {
  const text = words.slice(1).join(' ');
  const dash = text.indexOf('-');
  const id = text.slice(0, Math.max(dash, 0));
  const name = text.slice(dash + 1);
  if (NUMBER.test(id) && name !== '' && !name.startsWith(' ')) return { id, name };
  note(line.number, asIs(`"${excerpt(words.join(' '))}"`), PRESET_ALLOWED);
  return null;
}

function readPeriod(
  line: ConfLine,
  words: readonly string[],
  note: NoteMistake,
): { readonly local: string; readonly upstream: string } | null {
  if (words[0] !== 'Period') {
    note(line.number, unknownDirective(words[0] ?? ''), directiveAllowed(words));
    return null;
  }
  const local = period.read(words[1] ?? '');
  const upstream = period.read(words[2] ?? '');
  if (words.length === 3 && local !== undefined && upstream !== undefined)
    return { local, upstream };
  note(line.number, asIs(`"${excerpt(words.join(' '))}"`), PERIOD_ALLOWED);
  return null;
}

const PRESET_ALLOWED: LocalizedText = {
  en: '"Preset NUMBER-NAME" such as "Preset 3541-ISPmanager Lite", the number without leading zeros',
  ru: '«Preset НОМЕР-НАЗВАНИЕ», например «Preset 3541-ISPmanager Lite», номер без нулей впереди',
};

const PERIOD_ALLOWED: LocalizedText = {
  en: '"Period LOCAL UPSTREAM", two whole numbers such as "Period 1 12"',
  ru: '«Period СВОЙ У_ПОСТАВЩИКА», два целых числа, например «Period 1 12»',
};

/** Only the first word is shown: the rest of a line that nobody understands may be a password. */
const unknownDirective = (word: string): LocalizedText => {
  const name = excerpt(word.split('=')[0] ?? '');
  return { en: `the unknown word "${name}"`, ru: `неизвестное слово «${name}»` };
};

function directiveAllowed(words: readonly string[]): LocalizedText {
  const word = (words[0] ?? '').split('=')[0] ?? '';
  const homes = [...SECTIONS]
    .filter(([, keys]) => keys.keys.includes(word))
    .map(([name]) => `[${name}]`);
  if (homes.length > 0)
    return {
      en: `"${word}" below ${homes.join(' or ')}`,
      ru: `«${word}» в разделе ${homes.join(' или ')}`,
    };
  const meant = closest(word, DIRECTIVES);
  if (meant)
    return { en: `Preset or Period (did you mean ${meant}?)`, ru: `Preset или Period (${meant}?)` };
  return {
    en: 'Preset and Period lines before the first [section]',
    ru: 'строки Preset и Period перед первым [разделом]',
  };
}

/** A second mention of what may be there once. */
export const again = (name: string, line: number): LocalizedText => ({
  en: `a second "${name}" (the first is in line ${line})`,
  ru: `второе «${name}» (первое в строке ${line})`,
});

export const onceAllowed = (name: string): LocalizedText => ({
  en: `"${name}" once`,
  ru: `«${name}» один раз`,
});
