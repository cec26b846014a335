import type { Command } from './command.ts';
import { adopt } from './commands/adopt.ts';
import { completion } from './commands/completion.ts';
import { confCheck } from './commands/conf-check.ts';
import { help } from './commands/help.ts';
import { licenses } from './commands/licenses.ts';
import { operations } from './commands/operations.ts';
import { prices } from './commands/prices.ts';
import { version } from './commands/version.ts';

/**
 * The administrator's commands, in the order in which the help shows them. A new one is a file and
 * a line here.
 */
export const COMMANDS: readonly Command[] = [
  confCheck,
  licenses,
  operations,
  adopt,
  prices,
  completion,
  version,
  help,
];
