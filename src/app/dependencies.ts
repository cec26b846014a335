import { readFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Journal } from '../journal/journal.ts';

/** What a connection to an outside system is made with, besides its settings. */
export interface Dependencies {
  readonly clock: Clock;
  readonly log: Log;
  journal(): Promise<Journal>;
}

/** The text of the conf's `ca` file. Fault conf_bad. */
export function certificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault('conf_bad', {
      object: file,
      value: error instanceof Error ? error.message : '',
      cause: error,
    });
  }
}
