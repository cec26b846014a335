import type { Wording } from '../conf/wording.ts';

/** What was typed makes no sense: told on standard error, exit code 2. Parts a person's slip from a fault. */
export class UsageMistake extends Error {
  readonly wording: Wording;

  constructor(wording: Wording) {
    super(wording.en);
    this.name = 'UsageMistake';
    this.wording = wording;
  }
}
