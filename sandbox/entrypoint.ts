import type { Argv } from 'yargs';
import {
  carryOut,
  FLAG,
  type Run,
  TEXT,
  UsageMistake,
} from '../src/base/command-line/typed-line.ts';
import { addClientCommands } from './cli/client-commands.ts';
import { addLifeCommands } from './cli/life-commands.ts';
import { plain } from './cli/print.ts';
import { addWorldCommands } from './cli/world-commands.ts';

const NAME = 'cpbillmgr sandbox';
const EXAMPLES: readonly (readonly [string, string])[] = [
  ['$0 start', 'start it'],
  [
    '$0 order --tariff 4601 --ip 192.0.2.10 --addon 4602=2',
    'a client orders a license with two more nodes',
  ],
  ['$0 fault add upstream service.prolong reset-after', 'the answer to the next renewal is lost'],
  ['$0 clock +30d', 'a month passes'],
];

/**
 * `cpbillmgr sandbox ...`: a stand-in of the upstream and of BILLmanager, so that a tariff can be
 * tried without money.
 */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  try {
    return await carryOut(argv.toSpliced(argv.indexOf('sandbox'), 1), {
      name: NAME,
      language: 'en',
      columns: process.stdout.columns ?? null,
      repeatable: ['addon', 'param'],
      write: text => process.stdout.write(text),
      define: addCommands,
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${startedAs} sandbox: ${plain(text)}\n`);
    return error instanceof UsageMistake ? 2 : 1;
  }
}

function addCommands(parser: Argv, run: Run): Argv {
  const common = parser
    .usage(
      '$0 COMMAND\n\nA stand-in of the upstream and of BILLmanager: try a tariff without money.',
    )
    .option('dir', {
      ...TEXT,
      describe: 'folder of the sandbox; default: $CPBILLMGR_SANDBOX or ~/.cpbillmgr-sandbox',
    })
    .option('json', { ...FLAG, default: false, describe: 'for programs' });
  const all = addWorldCommands(addClientCommands(addLifeCommands(common, run), run), run);
  return EXAMPLES.reduce((to, [command, text]) => to.example(command, text), all);
}
