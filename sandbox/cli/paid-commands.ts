import type { Argv } from 'yargs';
import { NUMBER, type Run } from '../../src/base/command-line/typed-line.ts';
import { retry, tellOperation, tellRun } from './operate.ts';
import { paramOptions, paramsOf } from './param-options.ts';
import { type Common, withSandbox } from './with-sandbox.ts';

/** What changes a service, and what is only asked about one. */
export function addPaidCommands(parser: Argv<Common>, run: Run): Argv<Common> {
  return parser
    .command(
      'prolong <ITEM>',
      'a client pays for another period',
      command =>
        command
          .positional('ITEM', { type: 'number', demandOption: true })
          .option('period', { ...NUMBER, describe: "months; default: the service's own" })
          .option('attempts', { ...NUMBER, default: 1 }),
      args =>
        withSandbox(
          args,
          run,
          async sandbox => {
            const wish = args.period === undefined ? {} : { period: args.period };
            return tellOperation(
              await sandbox.prolong(args.ITEM, wish, { attempts: args.attempts }),
              args.json,
            );
          },
          'running',
        ),
    )
    .command(
      'setparam <ITEM>',
      'a client changes address, name, resources',
      command => paramOptions(command.positional('ITEM', { type: 'number', demandOption: true })),
      args =>
        withSandbox(
          args,
          run,
          async sandbox =>
            tellOperation(await sandbox.setparam(args.ITEM, paramsOf(args)), args.json),
          'running',
        ),
    )
    .command(
      'changetariff <ITEM> <TARIFF>',
      'a client changes the tariff',
      command =>
        command
          .positional('ITEM', { type: 'number', demandOption: true })
          .positional('TARIFF', { type: 'string', demandOption: true }),
      args =>
        withSandbox(
          args,
          run,
          async sandbox =>
            tellOperation(await sandbox.changeTariff(args.ITEM, args.TARIFF), args.json),
          'running',
        ),
    )
    .command(
      'genkey <ITEM>',
      'a client asks for a new license key',
      command => command.positional('ITEM', { type: 'number', demandOption: true }),
      args =>
        withSandbox(
          args,
          run,
          async sandbox =>
            tellRun(`gen_key of service ${args.ITEM}`, await sandbox.genKey(args.ITEM), args.json),
          'running',
        ),
    )
    .command(
      'checkparam <TARIFF> <PARAM> <VALUE>',
      'the order form asks whether a value may be given',
      command =>
        command
          .positional('TARIFF', { type: 'string', demandOption: true })
          .positional('PARAM', { type: 'string', demandOption: true })
          .positional('VALUE', { type: 'string', demandOption: true }),
      args =>
        withSandbox(
          args,
          run,
          async sandbox => {
            const { TARIFF, PARAM, VALUE } = args;
            return tellRun(
              `check_param ${PARAM}`,
              await sandbox.checkParam({ tariff: TARIFF }, PARAM, VALUE),
              args.json,
            );
          },
          'running',
        ),
    )
    .command(
      'retry [OPERATION]',
      'BILLmanager starts the module again for an operation, or for all that stand',
      command => command.positional('OPERATION', { type: 'number' }),
      args =>
        withSandbox(args, run, sandbox => retry(sandbox, args.OPERATION, args.json), 'running'),
    );
}
