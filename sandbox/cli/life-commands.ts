import type { Argv } from 'yargs';
import { FLAG, NUMBER, type Run } from '../../src/base/command-line/typed-line.ts';
import { sandboxFolder } from '../folder.ts';
import { show, showCalls } from './show.ts';
import { start, stop } from './start.ts';
import { trial } from './trial.ts';
import { type Common, withSandbox } from './with-sandbox.ts';

/** Starting, stopping, looking. */
export function addLifeCommands(parser: Argv<Common>, run: Run): Argv<Common> {
  return parser
    .command(
      'start',
      'start the stand-in upstream and prepare a manager root; runs until it is interrupted',
      command =>
        command
          .option('port', {
            ...NUMBER,
            default: 0,
            describe: 'port of the upstream; 0: any free one',
          })
          .option('reset', {
            ...FLAG,
            default: false,
            describe: 'forget everything first',
          })
          .option('database', {
            ...FLAG,
            default: false,
            describe:
              'BILLmanager has a MariaDB that can be read (needs the mariadbd of the system)',
          }),
      args => {
        const dirOption = args.dir === undefined ? '' : ` --dir ${args.dir}`;
        run(() =>
          start({
            dir: sandboxFolder(args.dir),
            port: args.port,
            reset: args.reset,
            database: args.database,
            dirOption,
          }),
        );
      },
    )
    .command(
      'stop',
      'stop it; its state stays',
      command => command,
      args => run(() => stop(sandboxFolder(args.dir))),
    )
    .command(
      'trial',
      'does this build work on this machine? one whole opening in a sandbox of its own, gone afterwards',
      command => command,
      () => run(trial),
    )
    .command(
      'show',
      'services, charges and balance upstream; services, operations, tasks and problems in BILLmanager',
      command => command,
      args =>
        withSandbox(args, run, sandbox => {
          show(sandbox, args.json);
          return 0;
        }),
    )
    .command(
      'calls',
      'every call that upstream and mgrctl got',
      command =>
        command
          .option('side', {
            requiresArg: true,
            choices: ['upstream', 'panel', 'mgrctl'] as const,
            describe: 'only of this side',
          })
          .option('last', { ...NUMBER, default: 0, describe: 'only so many; 0: all' }),
      args =>
        withSandbox(args, run, sandbox => {
          showCalls(sandbox, {
            ...(args.side && { side: args.side }),
            last: args.last,
            json: args.json,
          });
          return 0;
        }),
    );
}
