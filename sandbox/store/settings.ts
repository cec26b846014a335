import type { Store } from './store.ts';

export const SETTINGS_SCHEMA =
  'CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);';

export interface SettingRule {
  readonly value: string;
  /** What may be given, for checking and for messages. */
  readonly allowed: RegExp | readonly string[];
  /** One line for `sandbox set`. */
  readonly text: string;
}

const WHOLE = /^\d+$/;
const SIGNED = /^-?\d+$/;
const ANY = /^[^\n]*$/;
const SWITCH = ['on', 'off'] as const;

const COMMON = {
  clock_offset: {
    value: '0',
    allowed: SIGNED,
    text: 'milliseconds added to the real time (moved by "clock")',
  },
  zone_minutes: {
    value: '0',
    allowed: SIGNED,
    text: 'minutes east of UTC in which this side writes its dates',
  },
  seed: { value: '1', allowed: WHOLE, text: 'decides every choice that is left to chance' },
  trial_days: { value: '14', allowed: WHOLE, text: 'length of a trial' },
  page_default: {
    value: '50',
    allowed: WHOLE,
    text: 'rows of a page that was asked without p_cnt',
  },
  page_cap: { value: '1000', allowed: WHOLE, text: 'rows of a page at most' },
  killable: {
    value: '',
    allowed: ANY,
    text: 'words in the command line of further processes that may be killed',
  },
  tparams: {
    value: 'on',
    allowed: SWITCH,
    text: 'answers repeat the parameters of the request, secrets included',
  },
  status_words: {
    value: 'number',
    allowed: ['number', 'orig', 'reason'],
    text: 'status in lists: 3, a word with the number in @orig, 3_autosuspend',
  },
  list_rows: {
    value: 'both',
    allowed: ['both', 'names'],
    text: 'lists tell ids beside names, or only the documented names',
  },
} satisfies Record<string, SettingRule>;

export const UPSTREAM_SETTINGS = {
  ...COMMON,
  username: { value: 'reseller@example.com', allowed: ANY, text: 'login of the reseller' },
  password: { value: 'sandbox-upstream-password', allowed: ANY, text: 'password of that login' },
  currency: { value: 'EUR', allowed: /^[A-Z]{3}$/, text: 'currency of the account' },
  dialect: {
    value: 'both',
    allowed: ['both', 'current', 'classic'],
    text: 'what it understands: soft.* and the like, software.*, or both',
  },
  missing_functions: {
    value: '',
    allowed: ANY,
    text: 'functions that it lacks: service.changepricelist soft.check*',
  },
  activation_seconds: {
    value: '0',
    allowed: WHOLE,
    text: 'an order is ready after so many seconds',
  },
  activation_reads: {
    value: '0',
    allowed: WHOLE,
    text: 'an order is ready after so many looks at it',
  },
  order_answer: {
    value: 'random',
    allowed: ['random', 'id', 'item.id'],
    text: 'the name under which an order answers its id',
  },
  order_shown: {
    value: 'at_once',
    allowed: /^(?:at_once|never|\d+)$/,
    text: 'when lists and forms tell of an order: so many seconds later, or never',
  },
  form_answer: {
    value: 'random',
    allowed: ['random', 'flat', 'nested'],
    text: 'a saved form answers under doc (flat) or under doc/doc',
  },
  list_status: {
    value: 'random',
    allowed: ['random', 'status', 'item_status'],
    text: 'the column of a list that holds the status',
  },
  list_order: {
    value: 'id',
    allowed: ['id', 'changed'],
    text: 'order of a list; changed: what changed last comes first',
  },
  filter_match: {
    value: 'like',
    allowed: ['like', 'exact'],
    text: 'a filter by a text takes a part of it, or the whole only',
  },
  prolong_from: {
    value: 'enddate',
    allowed: ['enddate', 'today'],
    text: 'from where a renewal counts of a service that has run out',
  },
  prolong_resumes: {
    value: 'on',
    allowed: SWITCH,
    text: 'off: what ran out and was suspended stays so after a renewal',
  },
  changepricelist: {
    value: 'done',
    allowed: ['done', 'wizard'],
    text: 'wizard: success, a next page, and nothing is changed',
  },
  project_required: {
    value: 'off',
    allowed: SWITCH,
    text: 'on: an order without project is refused (several providers)',
  },
  lock_days: {
    value: '31',
    allowed: WHOLE,
    text: 'days until address or key may be changed again',
  },
  lock_date: {
    value: 'changed',
    allowed: ['changed', 'allowed'],
    text: '*_change_date tells the day of the change, or of the next allowed',
  },
  autosuspend: { value: 'on', allowed: SWITCH, text: 'a service past its end date is suspended' },
  deleted_visible: {
    value: 'off',
    allowed: SWITCH,
    text: 'a deleted service stays to be seen, with status 4',
  },
  address_check: {
    value: 'on',
    allowed: SWITCH,
    text: 'an address holds one license of a product',
  },
  addon_prices: {
    value: 'off',
    allowed: SWITCH,
    text: 'the price list tells prices of addons that are a number',
  },
  money_error: {
    value: 'not_enough_money',
    allowed: ANY,
    text: 'type of the error that an empty account answers',
  },
  credit_limit: {
    value: '0',
    allowed: /^\d{1,9}(?:\.\d{1,2})?$/,
    text: 'so far below nothing the balance may go (an account on credit)',
  },
  discount_percent: {
    value: '0',
    allowed: /^\d{1,2}$/,
    text: 'so much less than the list price is charged (a partner)',
  },
  balance_right: {
    value: 'on',
    allowed: SWITCH,
    text: 'off: the login may not see the balance (error access)',
  },
  rate_limit: { value: '0', allowed: WHOLE, text: 'requests a second; 0: as many as come' },
  listening: { value: 'on', allowed: SWITCH, text: 'off: connections are refused' },
} satisfies Record<string, SettingRule>;

export const BILLING_SETTINGS = {
  ...COMMON,
  prolong_reading: {
    value: 'after',
    allowed: ['after', 'before'],
    text: 'prolong is called after the end date has moved, or before',
  },
  open_fields: {
    value: 'kept',
    allowed: ['kept', 'dropped', 'refused'],
    text: 'what becomes of further fields of ITEMTYPE.open',
  },
  saveparam_form: {
    value: 'both',
    allowed: ['both', 'name', 'param'],
    text: 'service.saveparam keeps name=N value=V, N=V, or both spellings',
  },
  form_without: {
    value: '',
    allowed: /^[\w ]*$/,
    text: "fields that a service's form leaves out: period account",
  },
  next_module_answer: {
    value: 'named',
    allowed: ['named', 'silent'],
    text: 'service.getnextmodule names the module, or only moves the service',
  },
  storage_itemtype: {
    value: 'backupservice',
    allowed: ['backupservice', 'storage'],
    text: 'name of the product type FTP storage; the other one is not known',
  },
  mgrctl_error_exit: {
    value: '1',
    allowed: ['0', '1'],
    text: 'exit status of mgrctl with an error document',
  },
  task_type: {
    value: '7',
    allowed: ANY,
    text: 'what task.gettype answers; empty: no task for anything',
  },
  max_tries: {
    value: '10',
    allowed: WHOLE,
    text: 'attempts after which BILLmanager leaves an operation to a person',
  },
  lang: { value: 'en', allowed: ['en', 'ru'], text: 'language of the panel' },
} satisfies Record<string, SettingRule>;

export type UpstreamSetting = keyof typeof UPSTREAM_SETTINGS;
export type BillingSetting = keyof typeof BILLING_SETTINGS;

/** The settings of one side, read afresh at each use: another process may change them. */
export class Settings<Name extends string> {
  private readonly store: Store;
  /** What there is, and what each is for. */
  readonly rules: Readonly<Record<Name, SettingRule>>;

  constructor(store: Store, rules: Readonly<Record<Name, SettingRule>>) {
    this.store = store;
    this.rules = rules;
  }

  get(name: Name): string {
    return (
      this.store.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)?.value ??
      this.rules[name].value
    );
  }

  number(name: Name): number {
    return Number(this.get(name));
  }

  has(name: string): name is Name {
    return Object.hasOwn(this.rules, name);
  }

  /** Throws an Error that names the setting, what was given and what is allowed. */
  set(name: Name, value: string): void {
    const { allowed } = this.rules[name];
    const fits = allowed instanceof RegExp ? allowed.test(value) : allowed.includes(value);
    if (!fits) {
      const wanted =
        allowed instanceof RegExp ? `a value like ${allowed.source}` : allowed.join(', ');
      throw new Error(`setting ${name}: "${value}" is not allowed; allowed: ${wanted}`);
    }
    this.store.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, value);
  }

  all(): Record<string, string> {
    const names = Object.keys(this.rules).filter(name => this.has(name));
    return Object.fromEntries(names.map(name => [name, this.get(name)]));
  }
}
