import type { Argv } from 'yargs';
import { NUMBER, type Run, TEXT } from '../../src/base/command-line/typed-line.ts';
import { tellOperation } from './operate.ts';
import { addPaidCommands } from './paid-commands.ts';
import { paramOptions, paramsOf } from './param-options.ts';
import { type Common, withSandbox } from './with-sandbox.ts';

/** What clients and BILLmanager do. */
export function addClientCommands(parser: Argv<Common>, run: Run): Argv<Common> {
  let all = parser.command(
    'order',
    'a client orders a service; the module opens it',
    command =>
      paramOptions(command)
        .option('tariff', {
          ...TEXT,
          demandOption: true,
          describe: 'internal name, or the number it begins with',
        })
        .option('period', {
          ...NUMBER,
          default: 1,
          describe: 'months; -100 trial, 0 lifetime',
        })
        .option('parent', { ...NUMBER, describe: 'the service it belongs to (panel modules)' })
        .option('attempts', {
          ...NUMBER,
          default: 1,
          describe: 'start the module so often while the operation stands',
        }),
    args =>
      withSandbox(
        args,
        run,
        async sandbox => {
          const { tariff, period, parent, attempts } = args;
          const wish = {
            tariff,
            period,
            ...paramsOf(args),
            ...(parent !== undefined && { parent }),
          };
          return tellOperation(await sandbox.order(wish, { attempts }), args.json);
        },
        'running',
      ),
  );
  for (const [name, text] of Object.entries(SIMPLE)) {
    all = all.command(
      `${name} <ITEM>`,
      text,
      command =>
        command.positional('ITEM', { type: 'number', demandOption: true }).option('attempts', {
          ...NUMBER,
          default: 1,
          describe: 'start the module so often while the operation stands',
        }),
      args =>
        withSandbox(
          args,
          run,
          async sandbox =>
            tellOperation(
              await sandbox.carryOut(args.ITEM, name, [], { attempts: args.attempts }),
              args.json,
            ),
          'running',
        ),
    );
  }
  return addPaidCommands(all, run);
}

const SIMPLE: Readonly<Record<string, string>> = {
  suspend: 'BILLmanager suspends a service',
  resume: '... resumes it',
  close: '... deletes it',
  reopen: '... has it processed again',
};
