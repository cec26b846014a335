import type { LocalizedText } from '../base/localized-text.ts';
import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../base/names.ts';

/** The options of a call that our commands read (entrypoints/module/options.ts). */
type ArgumentName =
  | 'item'
  | 'module'
  | 'itemtype'
  | 'param'
  | 'value'
  | 'searchstring'
  | 'runningoperation';

/**
 * A command with which BILLmanager starts a processing module (docs/reference/processing-module.md,
 * "Commands").
 */
export interface CommandRow {
  /**
   * operation: carried out on one service. question: a person or BILLmanager waits for the answer.
   * job: done for a processing module as a whole.
   */
  readonly kind: 'operation' | 'question' | 'job';
  /** Our processing modules that carry it out. */
  readonly modules: readonly ModuleName[];
  /** It changes services or money: left undone while nothing may be changed. */
  readonly changes: boolean;
  /** Options without which it cannot be called; the first may be a plain word without a name. */
  readonly required: readonly ArgumentName[];
  /** Further options that it reads. */
  readonly optional?: readonly ArgumentName[];
  /** What is printed on success: `<doc/>`, `<doc><ok/></doc>`, or a document of its own. */
  readonly response?: 'empty' | 'ok' | 'document';
  /** Its entry in the features document, if not just its name. */
  readonly features?: readonly string[];
  /** cron resumes what an attempt has left unfinished. */
  readonly finishedByCron?: true;
  /** Its own entrypoint; all others share the module's. */
  readonly entrypoint?: 'features';
  /** For a person who types it. */
  readonly summary: LocalizedText;
}

const LICENSES = [LICENSES_MODULE] as const;
const ACCOUNTS = [ACCOUNTS_MODULE] as const;
const BOTH = [LICENSES_MODULE, ACCOUNTS_MODULE] as const;

/** An operation on one service; the other options describe it further. */
const OPERATION = {
  kind: 'operation',
  modules: BOTH,
  changes: true,
  required: ['item'],
  optional: ['itemtype', 'runningoperation'],
} as const;
/** An operation that cron resumes. */
const FINISHED_OPERATION = { ...OPERATION, finishedByCron: true } as const;

/**
 * The one table of BILLmanager's commands: the features document, the choice of entrypoint, the
 * checks of arguments, what cron finishes, help and completion are read from it. The handler of a
 * command has its name in operations/operation-handlers.ts or, if it is no operation, in
 * entrypoints/module/handlers.ts; a missing one is a type error.
 */
export const COMMANDS = {
  open: {
    ...FINISHED_OPERATION,
    summary: {
      en: 'order the license of a service and activate it',
      ru: 'заказать лицензию услуги и включить услугу',
    },
  },
  reopen: {
    ...FINISHED_OPERATION,
    summary: { en: 'process the opening again', ru: 'обработать открытие ещё раз' },
  },
  prolong: {
    ...FINISHED_OPERATION,
    summary: { en: 'renew for the period of the service', ru: 'продлить на период услуги' },
  },
  cancel_prolong: {
    ...OPERATION,
    summary: { en: 'the client called the renewal off', ru: 'клиент отказался от продления' },
  },
  suspend: {
    ...FINISHED_OPERATION,
    summary: { en: 'suspend the license', ru: 'приостановить лицензию' },
  },
  resume: {
    ...FINISHED_OPERATION,
    summary: { en: 'resume the license', ru: 'возобновить лицензию' },
  },
  close: {
    ...FINISHED_OPERATION,
    summary: {
      en: 'delete the license, or release it for reuse',
      ru: 'удалить лицензию или освободить для повторного использования',
    },
  },
  setparam: {
    ...FINISHED_OPERATION,
    summary: {
      en: 'carry over address, name, addons, tariff',
      ru: 'передать адрес, имя, дополнения, тариф',
    },
  },
  gen_key: {
    ...FINISHED_OPERATION,
    modules: LICENSES,
    response: 'ok',
    summary: { en: 'a new license key', ru: 'новый лицензионный ключ' },
  },
  sync_item: {
    ...OPERATION,
    summary: { en: 'read the state of one license', ru: 'прочитать состояние одной лицензии' },
  },
  check_param: {
    kind: 'question',
    modules: BOTH,
    changes: false,
    required: ['item', 'param'],
    optional: ['value', 'module'],
    response: 'ok',
    summary: {
      en: 'may the client give this value?',
      ru: 'может ли клиент указать это значение?',
    },
  },
  check_connection: {
    kind: 'question',
    modules: BOTH,
    changes: false,
    required: [],
    response: 'empty',
    summary: { en: 'are these credentials good?', ru: 'верны ли эти реквизиты?' },
  },
  tune_connection: {
    kind: 'question',
    modules: BOTH,
    changes: false,
    required: [],
    response: 'document',
    summary: { en: 'fill the form of the module', ru: 'заполнить форму модуля' },
  },
  pricelist_dynamic_settings_tune: {
    kind: 'question',
    modules: ACCOUNTS,
    changes: false,
    required: [],
    optional: ['module'],
    response: 'document',
    // the first says that the tariff has fields of ours (form pricelist.pmNAME)
    features: ['pricelist_dynamic_settings', 'pricelist_dynamic_settings_tune'],
    summary: { en: 'fill the form of a tariff', ru: 'заполнить форму тарифа' },
  },
  transition_control_panel: {
    kind: 'question',
    modules: ACCOUNTS,
    changes: false,
    required: ['item'],
    optional: ['itemtype', 'module'],
    response: 'document',
    summary: { en: 'let the client into the panel', ru: 'впустить клиента в панель' },
  },
  get_suitable_module: {
    kind: 'question',
    modules: LICENSES,
    changes: false,
    required: [],
    response: 'document',
    summary: {
      en: 'which module may carry out an order?',
      ru: 'какой модуль может выполнить заказ?',
    },
  },
  get_server_config: {
    kind: 'job',
    modules: LICENSES,
    changes: false,
    required: ['module'],
    summary: {
      en: "save the presets in the module's configuration",
      ru: 'сохранить пресеты в конфигурации модуля',
    },
  },
  sync_pricelist: {
    kind: 'job',
    modules: LICENSES,
    changes: false,
    required: ['module'],
    summary: { en: 'the same as get_server_config', ru: 'то же, что get_server_config' },
  },
  getbalance: {
    kind: 'job',
    modules: LICENSES,
    changes: false,
    required: ['module'],
    summary: { en: 'save the balance at the vendor', ru: 'сохранить баланс у поставщика' },
  },
  import: {
    kind: 'job',
    modules: BOTH,
    changes: true,
    required: ['module', 'itemtype'],
    optional: ['searchstring'],
    summary: {
      en: 'make services of existing licenses',
      ru: 'завести услуги по имеющимся лицензиям',
    },
  },
  stat: {
    kind: 'job',
    modules: ACCOUNTS,
    changes: true,
    required: ['module'],
    summary: {
      en: 'save disk use and traffic of accounts',
      ru: 'сохранить занятое место и трафик учётных записей',
    },
  },
  features: {
    kind: 'question',
    modules: BOTH,
    changes: false,
    required: [],
    response: 'document',
    features: [],
    entrypoint: 'features',
    summary: { en: 'what the module can do', ru: 'что умеет модуль' },
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

type Rows = typeof COMMANDS;
export type CommandName = keyof Rows;

/** Names of a module's commands of one kind that use the module's entrypoint. */
export type CommandOf<M extends ModuleName, K extends CommandRow['kind']> = {
  [N in CommandName]: Rows[N] extends { readonly entrypoint: string }
    ? never
    : Rows[N]['kind'] extends K
      ? M extends Rows[N]['modules'][number]
        ? N
        : never
      : never;
}[CommandName];

/** What the handler of a question or a job returns: its document, if the response is one. */
export type ResponseOf<N extends CommandName> = Rows[N] extends { readonly response: 'document' }
  ? string
  : undefined;

export const isCommand = (text: string): text is CommandName => Object.hasOwn(COMMANDS, text);

export const rowOf = (name: CommandName): CommandRow => COMMANDS[name];

/** The commands of a module, in the order of the table. */
export const commandsOf = (module: ModuleName): readonly CommandName[] =>
  Object.keys(COMMANDS)
    .filter(isCommand)
    .filter(name => rowOf(name).modules.includes(module));
