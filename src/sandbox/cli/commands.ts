import type { Argv } from 'yargs';
import { isSandbox, runningState, sandboxFolder } from '../folder.ts';
import { Sandbox } from '../sandbox.ts';
import { settingNames, TABLE_SETTINGS } from '../setting.ts';
import { PERSON_ACTS } from '../upstream/person.ts';
import { amounts, pairs, retry, tellOperation, tellRun } from './operate.ts';
import { say, sayJson, table } from './print.ts';
import { show, showCalls } from './show.ts';
import { start, stop } from './start.ts';

/** Called with the exit status of whichever command ran. */
export type Done = (status: number) => void;

interface Common {
  readonly dir: string | undefined;
  readonly json: boolean;
}

/** Opens the folder's sandbox for one command. `calls` says that the module will be started, which needs the upstream. */
async function withSandbox(
  args: Common,
  done: Done,
  work: (sandbox: Sandbox) => number | Promise<number>,
  needs: 'state' | 'running' = 'state',
): Promise<void> {
  const dir = sandboxFolder(args.dir);
  const missing = needs === 'running' ? !runningState(dir) : !isSandbox(dir);
  if (missing)
    throw new Error(
      `no sandbox ${needs === 'running' ? 'is running ' : ''}in ${dir}; start one with: cpbillmgr sandbox start`,
    );
  const sandbox = new Sandbox(dir);
  try {
    done(await work(sandbox));
  } finally {
    sandbox.dispose();
  }
}

/** Starting, stopping, looking. */
export function addLifeCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  return parser
    .command(
      'start',
      'start the stand-in upstream and prepare a manager root; runs until it is interrupted',
      command =>
        command
          .option('port', { type: 'number', default: 0, describe: 'port of the upstream; 0: any free one' })
          .option('reset', { type: 'boolean', default: false, describe: 'forget everything first' }),
      async args => {
        const dirOption = args.dir === undefined ? '' : ` --dir ${args.dir}`;
        done(await start({ dir: sandboxFolder(args.dir), port: args.port, reset: args.reset, dirOption }));
      },
    )
    .command(
      'stop',
      'stop it; its state stays',
      command => command,
      async args => done(await stop(sandboxFolder(args.dir))),
    )
    .command(
      'show',
      'services, charges and balance upstream; services, operations, tasks and problems in BILLmanager',
      command => command,
      args =>
        withSandbox(args, done, sandbox => {
          show(sandbox, args.json);
          return 0;
        }),
    )
    .command(
      'calls',
      'every call that upstream and mgrctl got',
      command =>
        command
          .option('side', { choices: ['upstream', 'mgrctl'] as const, describe: 'only of this side' })
          .option('last', { type: 'number', default: 0, describe: 'only so many; 0: all' }),
      args =>
        withSandbox(args, done, sandbox => {
          showCalls(sandbox, { ...(args.side && { side: args.side }), last: args.last, json: args.json });
          return 0;
        }),
    );
}

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
        .option('period', { type: 'number', default: 1, describe: 'months; -100 trial, 0 lifetime' })
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
          const wish = { tariff, period, ...paramsOf(args), ...(parent !== undefined && { parent }) };
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

function addPaidCommands(parser: Argv<Common>, done: Done): Argv<Common> {
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
          async sandbox => tellOperation(await sandbox.setparam(args.item, paramsOf(args)), args.json),
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
          async sandbox => tellOperation(await sandbox.changeTariff(args.item, args.tariff), args.json),
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
      args => withSandbox(args, done, sandbox => retry(sandbox, args.operation, args.json), 'running'),
    );
}

function paramOptions<Args>(command: Argv<Args>) {
  return command
    .option('ip', { type: 'string', describe: 'address of the license' })
    .option('licname', { type: 'string', describe: 'name of the license' })
    .option('addon', {
      type: 'string',
      array: true,
      default: [],
      describe: 'RESOURCE=AMOUNT, by internal name: 4602=3',
    })
    .option('param', {
      type: 'string',
      array: true,
      default: [],
      describe: 'NAME=VALUE, any other field of the order form',
    });
}

interface ParamArgs {
  readonly ip?: string | undefined;
  readonly licname?: string | undefined;
  readonly addon: readonly string[];
  readonly param: readonly string[];
}

function paramsOf({ ip, licname, addon, param }: ParamArgs) {
  return {
    ...(ip !== undefined && { ip }),
    ...(licname !== undefined && { licname }),
    addons: amounts(addon),
    params: pairs(param, '--param'),
  };
}

/** What a person does upstream, time, settings, faults. */
export function addWorldCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  return parser
    .command(
      'upstream <act> <license> [value]',
      "a person acts in the upstream's web interface",
      command =>
        command
          .positional('act', { choices: PERSON_ACTS, demandOption: true })
          .positional('license', { type: 'number', demandOption: true })
          .positional('value', { type: 'string', describe: 'name, address, months or date, tariff ...' }),
      args =>
        withSandbox(args, done, sandbox => {
          sandbox.person(args.act, args.license, args.value);
          say(`license ${args.license}: ${args.act} done`);
          return 0;
        }),
    )
    .command(
      'buy <pricelist>',
      "a person buys a license in the upstream's web interface; it is in nobody's books here",
      command =>
        command
          .positional('pricelist', { type: 'number', demandOption: true })
          .option('ip', { type: 'string', default: '', describe: 'address of the license' })
          .option('licname', { type: 'string', default: '', describe: 'name of the license' })
          .option('remoteid', { type: 'string', default: '', describe: "the reseller's id of it" })
          .option('period', { type: 'number', default: 1, describe: 'months' }),
      args =>
        withSandbox(args, done, sandbox => {
          const { pricelist, ip, licname, remoteid, period } = args;
          say(`license ${sandbox.buyByHand({ pricelist, ip, licname, remoteid, period })}`);
          return 0;
        }),
    )
    .command(
      'filter <itemtype> [conditions..]',
      'a person sets the list filter of the upstream user (NAME=VALUE), or clears it',
      command =>
        command
          .positional('itemtype', { type: 'string', demandOption: true })
          .positional('conditions', { type: 'string', array: true, default: [] }),
      args =>
        withSandbox(args, done, sandbox => {
          sandbox.setFilter(args.itemtype, pairs(args.conditions, 'filter'));
          return 0;
        }),
    )
    .command(
      'clock <step>',
      'move the time of both sides: +30d, -2h, +1M, 2031-02-28',
      command => command.positional('step', { type: 'string', demandOption: true }),
      args =>
        withSandbox(args, done, sandbox => {
          sandbox.setClock(args.step);
          say(`it is ${sandbox.today()} now`);
          return 0;
        }),
    )
    .command(
      'set [name] [value]',
      'set a setting, or list them',
      command => command.positional('name', { type: 'string' }).positional('value', { type: 'string' }),
      args =>
        withSandbox(args, done, sandbox => {
          if (args.name === undefined) listSettings(sandbox, args.json);
          else if (args.value === undefined) throw new Error(`set ${args.name}: to what?`);
          else sandbox.set(args.name, args.value);
          return 0;
        }),
    )
    .command('fault', 'faults of upstream and mgrctl', command => addFaultCommands(command, done));
}

function listSettings(sandbox: Sandbox, json: boolean): void {
  const [above, below] = [sandbox.upstream.settings.all(), sandbox.billing.settings.all()];
  const rows = settingNames(sandbox.upstream, sandbox.billing)
    .filter(name => name !== 'password')
    .map(name => [name, above[name] ?? '', below[name] ?? '']);
  if (json) sayJson({ upstream: above, billing: below });
  else {
    table('Settings', ['name', 'upstream', 'BILLmanager'], rows);
    table('Also', ['name', 'what'], Object.entries(TABLE_SETTINGS));
  }
}

function addFaultCommands(parser: Argv<Common>, done: Done): Argv<Common> {
  return parser
    .command(
      'add <side> <func> <action>',
      'e.g. add upstream soft.order.param reset-after --nth 2',
      command =>
        command
          .positional('side', { choices: ['upstream', 'mgrctl'] as const, demandOption: true })
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
    .demandCommand(1, 'add, list or clear?');
}
