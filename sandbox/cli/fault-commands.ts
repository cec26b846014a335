import type { Argv } from 'yargs';
import { NUMBER, type Run } from '../../src/base/command-line/typed-line.ts';
import { FAULT_TEXTS } from '../faults/actions.ts';
import { columns, say, sayJson, table } from './print.ts';
import { type Common, withSandbox } from './with-sandbox.ts';

const ACTIONS = `ACTION; it strikes before or after the call is carried out, or as said: reset-after
${columns(FAULT_TEXTS)}`;

/** `sandbox fault ...` */
export function addFaultCommands(parser: Argv<Common>, run: Run): Argv<Common> {
  return parser
    .epilogue(ACTIONS)
    .command(
      'add <SIDE> <FUNC> <ACTION>',
      'e.g. add upstream soft.order.param reset-after --nth 2',
      command =>
        command
          .epilogue(ACTIONS)
          .positional('SIDE', {
            choices: ['upstream', 'panel', 'mgrctl'] as const,
            demandOption: true,
          })
          .positional('FUNC', {
            type: 'string',
            demandOption: true,
            describe: 'name with * and ?; conditions: soft.edit&sok=ok',
          })
          .positional('ACTION', {
            type: 'string',
            demandOption: true,
            describe: 'error:TYPE, reset-before, hang-after, kill-after ...',
          })
          .option('nth', { ...NUMBER, describe: 'the first matching call that is hit' })
          .option('count', { ...NUMBER, describe: 'how many are hit; 0: all' })
          .option('probability', { ...NUMBER, describe: 'hit each with this chance' })
          .option('seed', { ...NUMBER }),
      args =>
        withSandbox(args, run, sandbox => {
          const { SIDE, FUNC, ACTION, nth, count, probability, seed } = args;
          const given = Object.entries({ nth, count, probability, seed }).filter(
            ([, value]) => value !== undefined,
          );
          const id = sandbox.addFault({
            side: SIDE,
            func: FUNC,
            action: ACTION,
            ...Object.fromEntries(given),
          });
          say(`fault ${id} added`);
          return 0;
        }),
    )
    .command(
      'list',
      'the faults and how often they struck',
      command => command,
      args =>
        withSandbox(args, run, sandbox => {
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
        withSandbox(args, run, sandbox => {
          sandbox.clearFaults();
          return 0;
        }),
    )
    .demandCommand(1, 'add, list or clear is missing');
}
