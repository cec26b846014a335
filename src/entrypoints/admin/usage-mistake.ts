import type { LocalizedText } from '../../base/localized-text.ts';

/**
 * What was typed makes no sense: told on standard error, exit code 2. Parts a person's slip from a
 * fault.
 */
export class UsageMistake extends Error {
  readonly wording: LocalizedText;

  constructor(wording: LocalizedText) {
    super(wording.en);
    this.name = 'UsageMistake';
    this.wording = wording;
  }
}
