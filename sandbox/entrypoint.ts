import yargs, { type Argv } from 'yargs';
import { addClientCommands } from './cli/client-commands.ts';
import { addLifeCommands } from './cli/life-commands.ts';
import { plain } from './cli/print.ts';
import { refuseNoNumbers, refuseSlips, Slip, withHint } from './cli/slips.ts';
import type { Common, Done } from './cli/with-sandbox.ts';
import { addWorldCommands } from './cli/world-commands.ts';

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
  const words = argv[0] === 'sandbox' ? argv.slice(1) : argv;
  let status = 0;
  const parser = parserWith(code => {
    status = code;
  });
  try {
    if (!words.includes('--help') && !words.includes('-h')) refuseSlips(words);
    await parser.parseAsync([...words]);
    return status;
  } catch (error) {
    const isSlip = error instanceof Slip;
    const text = error instanceof Error ? error.message : String(error);
    const told = isSlip ? await withHint(words, error, helpOn) : text;
    process.stderr.write(`${startedAs} sandbox: ${plain(told)}\n`);
    return isSlip ? 2 : 1;
  }
}

function parserWith(done: Done): Argv<Common> {
  const common = yargs()
    .scriptName('cpbillmgr sandbox')
    .usage(
      '$0 COMMAND\n\nA stand-in of the upstream and of BILLmanager: try a tariff without money.',
    )
    .option('dir', {
      type: 'string',
      describe: 'folder of the sandbox; default: $CPBILLMGR_SANDBOX or ~/.cpbillmgr-sandbox',
    })
    .option('json', { type: 'boolean', default: false, describe: 'for programs' })
    .version(false)
    .help()
    .alias('help', 'h')
    .locale('en')
    .strict()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'short-option-groups': false,
    })
    .check(refuseNoNumbers)
    .demandCommand(1, 'A command is missing')
    .exitProcess(false)
    // yargs would print its whole help after every mistake
    .fail((message, error) => {
      throw error && error.name !== 'YError' ? error : new Slip(message);
    });
  const parser = addWorldCommands(addClientCommands(addLifeCommands(common, done), done), done);
  for (const [command, text] of EXAMPLES) parser.example(command, text);
  return parser;
}

/** The help on a command, as a text; nothing is carried out. */
async function helpOn(command: readonly string[]): Promise<string> {
  let help = '';
  const parser = parserWith(() => undefined).wrap(null);
  await parser.parseAsync([...command, '--help'], {}, (_error, _argv, output) => {
    help = output;
  });
  return help;
}
