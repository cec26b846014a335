import type { Argv } from 'yargs';
import { say, sayJson, table } from './print.ts';
import { type Common, type Done, withSandbox } from './with-sandbox.ts';

/** `sandbox fault ...` */
export function addFaultCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  return parser
    .command(
      'add <side> <func> <action>',
      'e.g. add upstream soft.order.param reset-after --nth 2',
      command =>
        command
          .positional('side', {
            choices: ['upstream', 'panel', 'mgrctl'] as const,
            demandOption: true,
          })
          .positional('func', {
            type: 'string',
            demandOption: true,
            describe: 'name with * and ?; conditions: soft.edit&sok=ok',
          })
          .positional('action', {
            type: 'string',
            demandOption: true,
            describe: 'error:TYPE, reset-before, hang-after, kill-after ...',
          })
          .option('nth', { type: 'number', describe: 'the first matching call that is hit' })
          .option('count', { type: 'number', describe: 'how many are hit; 0: all' })
          .option('probability', { type: 'number', describe: 'hit each with this chance' })
          .option('seed', { type: 'number' }),
      args =>
        withSandbox(args, done, sandbox => {
          const { side, func, action, nth, count, probability, seed } = args;
          const given = Object.entries({ nth, count, probability, seed }).filter(
            ([, value]) => value !== undefined,
          );
          const id = sandbox.addFault({ side, func, action, ...Object.fromEntries(given) });
          say(`fault ${id} added`);
          return 0;
        }),
    )
    .command(
      'list',
      'the faults and how often they struck',
      command => command,
      args =>
        withSandbox(args, done, sandbox => {
          const faults = sandbox.faults();
          if (args.json) sayJson(faults);
          else {
            table(
              'Faults',
              ['id', 'side', 'function', 'action', 'nth', 'count', 'chance', 'seen', 'struck'],
              faults.map(each => [
                each.id,
                each.side,
                each.func,
                each.action,
                each.nth,
                each.count,
                each.probability,
                each.seen,
                each.fired,
              ]),
            );
          }
          return 0;
        }),
    )
    .command(
      'clear',
      'forget all faults',
      command => command,
      args =>
        withSandbox(args, done, sandbox => {
          sandbox.clearFaults();
          return 0;
        }),
    )
    .demandCommand(1, 'add, list or clear is missing');
}
