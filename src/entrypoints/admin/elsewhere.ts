import type { CommandText } from './command.ts';

/**
 * Commands that have a door of their own: help lists them and completion knows them, nothing here
 * runs them.
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
export const MODULE_COMMANDS: readonly CommandText[] = [
  {
    name: 'open',
    summary: {
      en: 'order the license of a service and activate it',
      ru: 'заказать лицензию услуги и включить услугу',
    },
  },
  {
    name: 'reopen',
    summary: { en: 'process the opening again', ru: 'обработать открытие ещё раз' },
  },
  {
    name: 'prolong',
    summary: { en: 'renew for the period of the service', ru: 'продлить на период услуги' },
  },
  {
    name: 'cancel_prolong',
    summary: { en: 'the client called the renewal off', ru: 'клиент отказался от продления' },
  },
  { name: 'suspend', summary: { en: 'suspend the license', ru: 'приостановить лицензию' } },
  { name: 'resume', summary: { en: 'resume the license', ru: 'возобновить лицензию' } },
  {
    name: 'close',
    summary: {
      en: 'delete the license, or release it for reuse',
      ru: 'удалить лицензию или освободить для повторного использования',
    },
  },
  {
    name: 'setparam',
    summary: {
      en: 'carry over address, name, addons, tariff',
      ru: 'передать адрес, имя, дополнения, тариф',
    },
  },
  { name: 'gen_key', summary: { en: 'a new license key', ru: 'новый лицензионный ключ' } },
  {
    name: 'check_param',
    summary: { en: 'may the client give this value?', ru: 'может ли клиент указать это значение?' },
  },
  {
    name: 'sync_item',
    summary: { en: 'read the state of one license', ru: 'прочитать состояние одной лицензии' },
  },
  {
    name: 'check_connection',
    summary: { en: 'are these credentials good?', ru: 'верны ли эти реквизиты?' },
  },
  {
    name: 'tune_connection',
    summary: { en: 'fill the form of the module', ru: 'заполнить форму модуля' },
  },
  {
    name: 'get_server_config',
    summary: {
      en: "save the presets in the module's configuration",
      ru: 'сохранить наборы в конфигурации модуля',
    },
  },
  {
    name: 'getbalance',
    summary: { en: 'save the balance at the vendor', ru: 'сохранить баланс у поставщика' },
  },
  {
    name: 'import',
    summary: {
      en: 'make services of existing licenses',
      ru: 'завести услуги по имеющимся лицензиям',
    },
  },
  {
    name: 'get_suitable_module',
    summary: {
      en: 'which module may carry out an order?',
      ru: 'какой модуль может выполнить заказ?',
    },
  },
  { name: 'features', summary: { en: 'what the module can do', ru: 'что умеет модуль' } },
];
