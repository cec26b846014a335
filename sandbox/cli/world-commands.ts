import type { Argv } from 'yargs';
import { PANEL_ACTS } from '../panel/person.ts';
import type { Sandbox } from '../sandbox-state.ts';
import { settingNames, TABLE_SETTINGS } from '../setting.ts';
import { PERSON_ACTS } from '../vendor/person.ts';
import { addFaultCommands } from './fault-commands.ts';
import { pairs } from './operate.ts';
import { say, sayJson, table } from './print.ts';
import { type Common, type Done, withSandbox } from './with-sandbox.ts';

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
          .positional('value', {
            type: 'string',
            describe: 'name, address, months or date, tariff ...',
          }),
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
      command =>
        command.positional('name', { type: 'string' }).positional('value', { type: 'string' }),
      args =>
        withSandbox(args, done, sandbox => {
          if (args.name === undefined) listSettings(sandbox, args.json);
          else if (args.value === undefined) throw new Error(`set ${args.name}: to what?`);
          else sandbox.set(args.name, args.value);
          return 0;
        }),
    )
    .command('fault', 'faults of upstream, panel and mgrctl', command =>
      addFaultCommands(command, done),
    )
    .command(
      'panel <act> <user> [value]',
      'an administrator acts in the panel',
      command => panelOptions(command),
      args =>
        withSandbox(args, done, sandbox => {
          const { act, user, value } = args;
          if (act === 'add')
            sandbox.addPanelUser({
              name: user,
              passwd: `by-hand-${user}`,
              ...(value !== undefined && { fullname: value }),
            });
          else sandbox.panelPerson(act, user, value);
          say(`user ${user}: ${act} done`);
          return 0;
        }),
    );
}

function panelOptions<Args>(command: Argv<Args>) {
  return command
    .positional('act', { choices: ['add', ...PANEL_ACTS] as const, demandOption: true })
    .positional('user', { type: 'string', demandOption: true })
    .positional('value', { type: 'string', describe: 'full name, password, MiB in use' });
}

function listSettings(sandbox: Sandbox, json: boolean): void {
  const [above, below] = [sandbox.upstream.settings.all(), sandbox.billing.settings.all()];
  const panel = sandbox.panel.settings.all();
  const rows = settingNames(sandbox)
    .filter(name => !name.endsWith('password'))
    .map(name => [name, above[name] ?? panel[name] ?? '', below[name] ?? '']);
  if (json) sayJson({ upstream: above, panel, billing: below });
  else {
    table('Settings', ['name', 'upstream or panel', 'BILLmanager'], rows);
    table('Also', ['name', 'what'], Object.entries(TABLE_SETTINGS));
  }
}
