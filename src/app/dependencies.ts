import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { readNamedFile } from '../conf/named-file.ts';
import type { Journal } from '../journal/journal.ts';
import type { MayAct } from '../manager-api/manager.ts';

/** What a connection to an outside system is made with, besides its settings. */
export interface Dependencies {
  readonly clock: Clock;
  readonly log: Log;
  journal(): Promise<Journal>;
  /**
   * May anything be bought, renewed or changed now? Throws Fault maintenance, maintenance_unknown.
   */
  readonly mayAct: MayAct;
}

/** The text of the conf's `ca` file. Faults: conf_bad, conf_exposed, path_exposed. */
export const certificates = (file: string): string => readNamedFile({ file, isSecret: false });
