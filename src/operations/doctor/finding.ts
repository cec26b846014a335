import { type Fault, faultText } from '../../base/fault.ts';
import type { LocalizedText } from '../../base/localized-text.ts';

/** warning: it works, and somebody should look. broken: something is not bought or not told. */
export type Level = 'ok' | 'warning' | 'broken';

/** One thing that was looked at. */
export interface Finding {
  /** A short name of it, the same in every run: `conf`, `module 7`. */
  readonly about: string;
  readonly level: Level;
  readonly text: LocalizedText;
  /** The command or the click that mends it; null where nothing is to be mended. */
  readonly mend: LocalizedText | null;
}

export const ok = (about: string, text: LocalizedText): Finding => ({
  about,
  level: 'ok',
  text,
  mend: null,
});

/** A fault tells by itself what to do, unless `mend` says it better. */
export const foundFault = (
  about: string,
  fault: Fault,
  mend: LocalizedText | null = null,
): Finding => ({
  about,
  level: 'broken',
  text: { en: faultText(fault, 'en'), ru: faultText(fault, 'ru') },
  mend,
});
