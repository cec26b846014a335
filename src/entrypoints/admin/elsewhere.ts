import { LICENSES_MODULE } from '../../base/names.ts';
import {
  type CommandName,
  type CommandRow,
  commandsOf,
  rowOf,
} from '../../billmanager/command-table.ts';
import type { CommandText } from './command.ts';

/**
 * Commands that have an entrypoint of their own: help lists them and completion knows them, nothing
 * here runs them.
 */
export const CRON_AND_TRIAL: readonly CommandText[] = [
  {
    name: 'checkevent',
    summary: {
      en: 'from cron: finish what is open, bring services up to date, renew what is due',
      ru: 'из cron: закончить начатое, обновить услуги, продлить, что пора',
    },
  },
  {
    name: 'serve',
    summary: {
      en: 'the partner gateway: prices and orders of panel modules',
      ru: 'партнёрский шлюз: цены и заказы модулей панели',
    },
  },
  {
    name: 'sandbox',
    summary: {
      en: 'a stand-in of the vendor and of BILLmanager, to try a tariff without money',
      ru: 'подставные поставщик и BILLmanager, чтобы испытать тариф без денег',
    },
  },
];

/**
 * What BILLmanager starts as `pmcpbillmgr --command NAME --item N`; by hand, as with the original
 * cpbillmgr, plain words do: `cpbillmgr open 117` (processing-module.md, "The classic form").
 */
export const MODULE_COMMANDS: readonly ModuleCommandText[] = commandsOf(LICENSES_MODULE).map(
  name => ({ name, ...rowOf(name) }),
);

/** The row of a command, with its name. */
export interface ModuleCommandText extends CommandText, CommandRow {
  readonly name: CommandName;
}
