import type { Argv } from 'yargs';
import { retry, tellOperation, tellRun } from './operate.ts';
import { paramOptions, paramsOf } from './param-options.ts';
import { type Common, type Done, withSandbox } from './with-sandbox.ts';

/** What changes a service, and what is only asked about one. */
export function addPaidCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  return parser
    .command(
      'prolong <item>',
      'a client pays for another period',
      command =>
        command
          .positional('item', { type: 'number', demandOption: true })
          .option('period', { type: 'number', describe: "months; default: the service's own" })
          .option('attempts', { type: 'number', default: 1 }),
      args =>
        withSandbox(
          args,
          done,
          async sandbox => {
            const wish = args.period === undefined ? {} : { period: args.period };
            return tellOperation(
              await sandbox.prolong(args.item, wish, { attempts: args.attempts }),
              args.json,
            );
          },
          'running',
        ),
    )
    .command(
      'setparam <item>',
      'a client changes address, name, resources',
      command => paramOptions(command.positional('item', { type: 'number', demandOption: true })),
      args =>
        withSandbox(
          args,
          done,
          async sandbox =>
            tellOperation(await sandbox.setparam(args.item, paramsOf(args)), args.json),
          'running',
        ),
    )
    .command(
      'changetariff <item> <tariff>',
      'a client changes the tariff',
      command =>
        command
          .positional('item', { type: 'number', demandOption: true })
          .positional('tariff', { type: 'string', demandOption: true }),
      args =>
        withSandbox(
          args,
          done,
          async sandbox =>
            tellOperation(await sandbox.changeTariff(args.item, args.tariff), args.json),
          'running',
        ),
    )
    .command(
      'genkey <item>',
      'a client asks for a new license key',
      command => command.positional('item', { type: 'number', demandOption: true }),
      args =>
        withSandbox(
          args,
          done,
          async sandbox =>
            tellRun(`gen_key of service ${args.item}`, await sandbox.genKey(args.item), args.json),
          'running',
        ),
    )
    .command(
      'checkparam <tariff> <param> <value>',
      'the order form asks whether a value may be given',
      command =>
        command
          .positional('tariff', { type: 'string', demandOption: true })
          .positional('param', { type: 'string', demandOption: true })
          .positional('value', { type: 'string', demandOption: true }),
      args =>
        withSandbox(
          args,
          done,
          async sandbox => {
            const { tariff, param, value } = args;
            return tellRun(
              `check_param ${param}`,
              await sandbox.checkParam({ tariff }, param, value),
              args.json,
            );
          },
          'running',
        ),
    )
    .command(
      'retry [operation]',
      'BILLmanager starts the module again for an operation, or for all that stand',
      command => command.positional('operation', { type: 'number' }),
      args =>
        withSandbox(args, done, sandbox => retry(sandbox, args.operation, args.json), 'running'),
    );
}
