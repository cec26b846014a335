import type { CommandText } from './command.ts';
import type { HandOption } from './commands/by-hand.ts';

/**
 * One command of the protocol as a person types it; a test holds these against the protocol's own
 * table.
 */
export interface HandText extends CommandText {
  /** What it cannot do without; the first may be the word behind the command. */
  readonly required: readonly HandOption[];
  readonly further: readonly HandOption[];
}

const ON_SERVICE = {
  required: ['item'],
  further: ['itemtype', 'runningoperation'],
  changes: true,
} as const;
const ON_MODULE = { required: ['module'], further: [] } as const;
/** The question stands on standard input. */
const BY_DOCUMENT = { required: [], further: [] } as const;

export const HAND_TEXTS: readonly HandText[] = [
  {
    ...ON_SERVICE,
    name: 'open',
    summary: {
      en: 'order the license of a service and activate it',
      ru: 'заказать лицензию услуги и включить услугу',
    },
  },
  {
    ...ON_SERVICE,
    name: 'reopen',
    summary: { en: 'process the opening again', ru: 'обработать открытие ещё раз' },
  },
  {
    ...ON_SERVICE,
    name: 'prolong',
    summary: { en: 'renew for the period of the service', ru: 'продлить на период услуги' },
  },
  {
    ...ON_SERVICE,
    name: 'cancel_prolong',
    summary: { en: 'the client called the renewal off', ru: 'клиент отказался от продления' },
  },
  {
    ...ON_SERVICE,
    name: 'suspend',
    summary: { en: 'suspend the license', ru: 'приостановить лицензию' },
  },
  {
    ...ON_SERVICE,
    name: 'resume',
    summary: { en: 'resume the license', ru: 'возобновить лицензию' },
  },
  {
    ...ON_SERVICE,
    name: 'close',
    summary: {
      en: 'delete the license, or release it for reuse',
      ru: 'удалить лицензию или освободить для повторного использования',
    },
  },
  {
    ...ON_SERVICE,
    name: 'setparam',
    summary: {
      en: 'carry over address, name, addons, tariff',
      ru: 'передать адрес, имя, дополнения, тариф',
    },
  },
  {
    ...ON_SERVICE,
    name: 'gen_key',
    summary: { en: 'a new license key', ru: 'новый лицензионный ключ' },
  },
  {
    ...ON_SERVICE,
    name: 'sync_item',
    summary: { en: 'read the state of one license', ru: 'прочитать состояние одной лицензии' },
  },
  {
    name: 'check_param',
    required: ['item', 'param'],
    further: ['value', 'module'],
    summary: { en: 'may the client give this value?', ru: 'может ли клиент указать это значение?' },
  },
  {
    ...BY_DOCUMENT,
    name: 'check_connection',
    summary: { en: 'are these credentials good?', ru: 'верны ли эти реквизиты?' },
  },
  {
    ...BY_DOCUMENT,
    name: 'tune_connection',
    summary: { en: 'fill the form of the module', ru: 'заполнить форму модуля' },
  },
  {
    ...ON_MODULE,
    name: 'get_server_config',
    summary: {
      en: "save the presets in the module's configuration",
      ru: 'сохранить пресеты в конфигурации модуля',
    },
  },
  {
    ...ON_MODULE,
    name: 'sync_pricelist',
    summary: { en: 'the same as get_server_config', ru: 'то же, что get_server_config' },
  },
  {
    ...ON_MODULE,
    name: 'getbalance',
    summary: { en: 'save the balance at the vendor', ru: 'сохранить баланс у поставщика' },
  },
  {
    name: 'import',
    required: ['module', 'itemtype'],
    further: ['searchstring'],
    changes: true,
    summary: {
      en: 'make services of existing licenses',
      ru: 'завести услуги по имеющимся лицензиям',
    },
  },
  {
    ...BY_DOCUMENT,
    name: 'get_suitable_module',
    summary: {
      en: 'which module may carry out an order?',
      ru: 'какой модуль может выполнить заказ?',
    },
  },
];
