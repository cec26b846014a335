import { closest } from '../base/closest.ts';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import type { Preset } from './conf.ts';
import { homesOf } from './keys.ts';
import { type ConfLine, isFirst, refuseUnfit, withoutComment } from './lines.ts';
import { NUMBER, period } from './readers.ts';
import { excerpt, orMeant } from './validation-error.ts';

interface Directives {
  readonly presets: readonly Preset[];
  readonly periods: ReadonlyMap<string, string>;
}

/** Does the line begin with the name of a directive? */
export function isDirective(line: ConfLine): boolean {
  return /^(?:Preset|Period)(?:[ \t]|$)/.test(line.text);
}

/**
 * The first part of the file, one directive a line as the original cpbillmgr read them: words
 * separated by blanks (docs/conf.md, "How it is written").
 */
export function readDirectives(lines: readonly ConfLine[]): Directives {
  const presets: Preset[] = [];
  const periods = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const line of lines) {
    const text = withoutComment(line.text);
    if (refuseUnfit(line, text)) continue;
    const [directive = '', ...words] = text.split(/[ \t]+/);
    const shown = asIs(`"${excerpt([directive, ...words].join(' '))}"`);
    if (directive === 'Preset') {
      const preset = readPreset(words.join(' '));
      if (!preset) line.refuse(shown, PRESET_ALLOWED);
      else if (isFirst(line, `Preset ${preset.id}`, seen)) presets.push(preset);
    } else if (directive === 'Period') {
      const [local, upstream] = words.map(word => period.read(word));
      if (words.length !== 2 || local === undefined || upstream === undefined)
        line.refuse(shown, PERIOD_ALLOWED);
      else if (isFirst(line, `Period ${local}`, seen)) periods.set(local, upstream);
    } else {
      const [word = ''] = directive.split('=');
      if (word === 'Preset') line.refuse(shown, PRESET_ALLOWED);
      else if (word === 'Period') line.refuse(shown, PERIOD_ALLOWED);
      else line.refuse(unknownWord(word), whereItBelongs(word));
    }
  }
  return { presets, periods };
}

/** `5-ISPmanager Lite`: no blanks around the first dash. */
function readPreset(text: string): Preset | null {
  const dash = text.indexOf('-');
  const id = text.slice(0, Math.max(dash, 0));
  const name = text.slice(dash + 1);
  return NUMBER.test(id) && name !== '' && !name.startsWith(' ') ? { id, name } : null;
}

const PRESET_ALLOWED: LocalizedText = {
  en: '"Preset NUMBER-NAME" such as "Preset 3541-ISPmanager Lite", no zeros before the number',
  ru: '«Preset НОМЕР-НАЗВАНИЕ», например «Preset 3541-ISPmanager Lite», номер без нулей впереди',
};

const PERIOD_ALLOWED: LocalizedText = {
  en: '"Period LOCAL UPSTREAM", two whole numbers such as "Period 1 12"',
  ru: '«Period СВОЙ У_ПОСТАВЩИКА», два целых числа, например «Period 1 12»',
};

/** Only the first word is shown: the rest of an unknown line may be a password. */
const unknownWord = (word: string): LocalizedText => ({
  en: `unknown word "${excerpt(word)}"`,
  ru: `неизвестное слово «${excerpt(word)}»`,
});

function whereItBelongs(word: string): LocalizedText {
  if (homesOf(word, 'or') !== '')
    return {
      en: `"${word}" below ${homesOf(word, 'or')}`,
      ru: `«${word}» в разделе ${homesOf(word, 'или')}`,
    };
  const meant = closest(word, ['Preset', 'Period']);
  if (meant) return orMeant({ en: 'Preset or Period', ru: 'Preset или Period' }, meant);
  return {
    en: 'Preset and Period lines before the first [section]',
    ru: 'строки Preset и Period перед первым [разделом]',
  };
}
