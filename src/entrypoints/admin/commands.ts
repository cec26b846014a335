import type { Command, CommandGroup } from './command.ts';
import { adopt } from './commands/adopt.ts';
import { apply } from './commands/apply.ts';
import { features, OPERATIONS } from './commands/by-hand.ts';
import { checkevent } from './commands/checkevent.ts';
import { completion } from './commands/completion.ts';
import { conf } from './commands/conf-check.ts';
import { doctor } from './commands/doctor.ts';
import { installation } from './commands/installation.ts';
import { licenses } from './commands/licenses.ts';
import { operations } from './commands/operations.ts';
import { prices } from './commands/prices.ts';
import { resolve } from './commands/resolve.ts';
import { serve } from './commands/serve.ts';
import { plan } from './commands/show-plan.ts';
import { version } from './commands/version.ts';

/** The administrator's commands, in the order of the help. A new one is a file and a line here. */
export const COMMANDS: readonly (Command | CommandGroup)[] = [
  conf,
  doctor,
  licenses,
  operations,
  plan,
  apply,
  resolve,
  installation,
  adopt,
  prices,
  checkevent,
  serve,
  completion,
  version,
];

/** BILLmanager's calls, made by hand. */
export const MODULE_COMMANDS: readonly Command[] = [...OPERATIONS, features];
