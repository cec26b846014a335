import type { Argv } from 'yargs';
import { NUMBER, type Run, TEXT } from '../../src/base/command-line/typed-line.ts';
import { PANEL_ACTS } from '../panel/person.ts';
import type { Sandbox } from '../sandbox-state.ts';
import { SETTING_TEXTS, TABLE_SETTINGS } from '../setting.ts';
import { PERSON_ACTS } from '../vendor/person.ts';
import { addFaultCommands } from './fault-commands.ts';
import { pairs } from './operate.ts';
import { columns, say, sayJson, table } from './print.ts';
import { type Common, withSandbox } from './with-sandbox.ts';

/** What a person does upstream, time, settings, faults. */
export function addWorldCommands(parser: Argv<Common>, run: Run): Argv<Common> {
  return parser
    .command(
      'upstream <ACT> <LICENSE> [VALUE]',
      "a person acts in the upstream's web interface",
      command =>
        command
          .positional('ACT', { choices: PERSON_ACTS, demandOption: true })
          .positional('LICENSE', { type: 'number', demandOption: true })
          .positional('VALUE', {
            type: 'string',
            describe: 'name, address, months or date, tariff ...',
          }),
      args =>
        withSandbox(args, run, sandbox => {
          sandbox.person(args.ACT, args.LICENSE, args.VALUE);
          say(`license ${args.LICENSE}: ${args.ACT} done`);
          return 0;
        }),
    )
    .command(
      'buy <PRICELIST>',
      "a person buys a license in the upstream's web interface; it is in nobody's books here",
      command =>
        command
          .positional('PRICELIST', { type: 'number', demandOption: true })
          .option('ip', { ...TEXT, default: '', describe: 'address of the license' })
          .option('licname', { ...TEXT, default: '', describe: 'name of the license' })
          .option('remoteid', { ...TEXT, default: '', describe: "the reseller's id of it" })
          .option('period', { ...NUMBER, default: 1, describe: 'months' }),
      args =>
        withSandbox(args, run, sandbox => {
          const { PRICELIST, ip, licname, remoteid, period } = args;
          say(
            `license ${sandbox.buyByHand({ pricelist: PRICELIST, ip, licname, remoteid, period })}`,
          );
          return 0;
        }),
    )
    .command(
      'filter <ITEMTYPE> [CONDITIONS..]',
      'a person sets the list filter of the upstream user (NAME=VALUE), or clears it',
      command =>
        command
          .positional('ITEMTYPE', { type: 'string', demandOption: true })
          .positional('CONDITIONS', { type: 'string', array: true, default: [] }),
      args =>
        withSandbox(args, run, sandbox => {
          sandbox.setFilter(args.ITEMTYPE, pairs(args.CONDITIONS, 'filter'));
          return 0;
        }),
    )
    .command(
      'clock <STEP>',
      'move the time of both sides: +30d, -2h, +1M, 2031-02-28',
      command => command.positional('STEP', { type: 'string', demandOption: true }),
      args =>
        withSandbox(args, run, sandbox => {
          sandbox.setClock(args.STEP);
          say(`it is ${sandbox.today()} now`);
          return 0;
        }),
    )
    .command(
      'set [NAME] [VALUE]',
      'set a setting (NAME=VALUE for a value that begins with a dash), or list them',
      command =>
        command
          .epilogue(`NAME\n${columns(SETTING_TEXTS)}`)
          .positional('NAME', { type: 'string' })
          .positional('VALUE', { type: 'string' }),
      args =>
        withSandbox(args, run, sandbox => {
          const [, name, joined] = /^([^=]*)(?:=(.*))?$/s.exec(args.NAME ?? '') ?? [];
          const value = args.VALUE ?? joined;
          if (!name) listSettings(sandbox, args.json);
          else if (value === undefined) throw new Error(`set ${name}: to what?`);
          else sandbox.set(name, value);
          return 0;
        }),
    )
    .command('fault', 'faults of upstream, panel and mgrctl', command =>
      addFaultCommands(command, run),
    )
    .command(
      'panel <ACT> <USER> [VALUE]',
      'an administrator acts in the panel',
      command => panelOptions(command),
      args =>
        withSandbox(args, run, sandbox => {
          const { ACT: act, USER: user, VALUE: value } = args;
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
    .positional('ACT', { choices: ['add', ...PANEL_ACTS] as const, demandOption: true })
    .positional('USER', { type: 'string', demandOption: true })
    .positional('VALUE', { type: 'string', describe: 'full name, password, MiB in use' });
}

function listSettings(sandbox: Sandbox, json: boolean): void {
  const [above, below] = [sandbox.upstream.settings.all(), sandbox.billing.settings.all()];
  const panel = sandbox.panel.settings.all();
  if (json) {
    sayJson({ upstream: above, panel, billing: below });
    return;
  }
  const rows = SETTING_TEXTS.filter(
    ([name]) => !Object.hasOwn(TABLE_SETTINGS, name) && !name.endsWith('password'),
  ).map(([name, text]) => [name, above[name] ?? panel[name] ?? '', below[name] ?? '', text]);
  table('Settings', ['name', 'upstream or panel', 'BILLmanager', 'what'], rows);
  table('Also', ['name', 'what'], Object.entries(TABLE_SETTINGS));
}
