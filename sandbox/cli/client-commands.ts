import type { Argv } from 'yargs';
import { tellOperation } from './operate.ts';
import { addPaidCommands } from './paid-commands.ts';
import { paramOptions, paramsOf } from './param-options.ts';
import { type Common, type Done, withSandbox } from './with-sandbox.ts';

/** What clients and BILLmanager do. */
export function addClientCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  let all = parser.command(
    'order',
    'a client orders a service; the module opens it',
    command =>
      paramOptions(command)
        .option('tariff', {
          type: 'string',
          demandOption: true,
          describe: 'internal name, or the number it begins with',
        })
        .option('period', {
          type: 'number',
          default: 1,
          describe: 'months; -100 trial, 0 lifetime',
        })
        .option('parent', { type: 'number', describe: 'the service it belongs to (panel modules)' })
        .option('attempts', {
          type: 'number',
          default: 1,
          describe: 'start the module so often while the operation stands',
        }),
    args =>
      withSandbox(
        args,
        done,
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
      `${name} <item>`,
      text,
      command =>
        command.positional('item', { type: 'number', demandOption: true }).option('attempts', {
          type: 'number',
          default: 1,
          describe: 'start the module so often while the operation stands',
        }),
      args =>
        withSandbox(
          args,
          done,
          async sandbox =>
            tellOperation(
              await sandbox.carryOut(args.item, name, [], { attempts: args.attempts }),
              args.json,
            ),
          'running',
        ),
    );
  }
  return addPaidCommands(all, done);
}

const SIMPLE: Readonly<Record<string, string>> = {
  suspend: 'BILLmanager suspends a service',
  resume: '... resumes it',
  close: '... deletes it',
  reopen: '... has it processed again',
};
