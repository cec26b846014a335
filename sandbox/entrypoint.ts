import yargs from 'yargs';
import { addClientCommands } from './cli/client-commands.ts';
import { addLifeCommands } from './cli/life-commands.ts';
import { plain } from './cli/print.ts';
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
  const done = (code: number): void => {
    status = code;
  };
  const common = yargs([...words])
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
    .locale('en')
    .strict()
    .demandCommand(1, 'which command?')
    .exitProcess(false)
    // yargs would print its whole help after every mistake
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
  const parser = addWorldCommands(addClientCommands(addLifeCommands(common, done), done), done);
  for (const [command, text] of EXAMPLES) parser.example(command, text);
  try {
    await parser.parseAsync();
    return status;
  } catch (error) {
    process.stderr.write(
      `${startedAs} sandbox: ${plain(error instanceof Error ? error.message : String(error))}\n`,
    );
    return 1;
  }
}
