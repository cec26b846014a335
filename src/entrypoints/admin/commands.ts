import type { Command, CommandText } from './command.ts';
import { adopt } from './commands/adopt.ts';
import { OPERATIONS } from './commands/by-hand.ts';
import { checkevent } from './commands/checkevent.ts';
import { completion } from './commands/completion.ts';
import { confCheck } from './commands/conf-check.ts';
import { features } from './commands/features.ts';
import { help } from './commands/help.ts';
import { licenses } from './commands/licenses.ts';
import { operations } from './commands/operations.ts';
import { prices } from './commands/prices.ts';
import { serve } from './commands/serve.ts';
import { version } from './commands/version.ts';
import { SANDBOX } from './sandbox-text.ts';

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
  checkevent,
  serve,
  completion,
  version,
  help,
];

/** What BILLmanager calls, given by hand. */
export const MODULE_COMMANDS: readonly Command[] = [...OPERATIONS, features];

/** All that may be typed. */
export const ALL_TEXTS: readonly CommandText[] = [...COMMANDS, SANDBOX, ...MODULE_COMMANDS];
