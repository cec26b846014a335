import type { Store } from './store.ts';

export const SETTINGS_SCHEMA =
  'CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);';

export interface SettingRule {
  readonly value: string;
  /** What may be given, for checking and for messages. */
  readonly allowed: RegExp | readonly string[];
}

const WHOLE = /^\d+$/;
const SIGNED = /^-?\d+$/;
const ANY = /^[^\n]*$/;
const SWITCH = ['on', 'off'] as const;

const COMMON = {
  /** Milliseconds added to the real time. */
  clock_offset: { value: '0', allowed: SIGNED },
  /** Minutes east of UTC in which this side writes its dates. */
  zone_minutes: { value: '0', allowed: SIGNED },
  /** Of every choice that is left to chance. */
  seed: { value: '1', allowed: WHOLE },
  trial_days: { value: '14', allowed: WHOLE },
  page_default: { value: '50', allowed: WHOLE },
  page_cap: { value: '1000', allowed: WHOLE },
  /**
   * Further words, parted by blanks, by which a process that may be killed is known in its command
   * line.
   */
  killable: { value: '', allowed: ANY },
} satisfies Record<string, SettingRule>;

export const UPSTREAM_SETTINGS = {
  ...COMMON,
  username: { value: 'reseller@example.com', allowed: ANY },
  password: { value: 'sandbox-upstream-password', allowed: ANY },
  currency: { value: 'EUR', allowed: /^[A-Z]{3}$/ },
  /** What this upstream understands. */
  dialect: { value: 'both', allowed: ['both', 'current', 'classic'] },
  /** An order is prepared for so many seconds ... */
  activation_seconds: { value: '0', allowed: WHOLE },
  /** ... or until it has been looked at so many times. */
  activation_reads: { value: '0', allowed: WHOLE },
  order_answer: { value: 'random', allowed: ['random', 'id', 'item.id'] },
  form_answer: { value: 'random', allowed: ['random', 'flat', 'nested'] },
  list_status: { value: 'random', allowed: ['random', 'status', 'item_status'] },
  list_order: { value: 'id', allowed: ['id', 'changed'] },
  filter_match: { value: 'like', allowed: ['like', 'exact'] },
  /** From where a renewal of a service counts that has run out. */
  prolong_from: { value: 'enddate', allowed: ['enddate', 'today'] },
  lock_days: { value: '31', allowed: WHOLE },
  /**
   * What `ip_change_date` and `lickey_change_date` tell: the day of the change or the day from
   * which the next is allowed.
   */
  lock_date: { value: 'changed', allowed: ['changed', 'allowed'] },
  /** A service past its end date is suspended. */
  autosuspend: { value: 'on', allowed: SWITCH },
  /** A deleted service stays to be seen, with status 4. */
  deleted_visible: { value: 'off', allowed: SWITCH },
  address_check: { value: 'on', allowed: SWITCH },
  money_error: { value: 'not_enough_money', allowed: ANY },
  /** Requests a second; 0: as many as come. */
  rate_limit: { value: '0', allowed: WHOLE },
  /** off: connections are refused. */
  listening: { value: 'on', allowed: SWITCH },
} satisfies Record<string, SettingRule>;

export const BILLING_SETTINGS = {
  ...COMMON,
  /**
   * Whether a service's end date holds the new period when prolong is called (after) or moves at
   * postprolong (before).
   */
  prolong_reading: { value: 'after', allowed: ['after', 'before'] },
  /** What becomes of the fields that are given with `ITEMTYPE.open`. */
  open_fields: { value: 'kept', allowed: ['kept', 'dropped', 'refused'] },
  /** Exit status of mgrctl with an error document. */
  mgrctl_error_exit: { value: '1', allowed: ['0', '1'] },
  /** What task.gettype answers; empty: no task for anything. */
  task_type: { value: '7', allowed: ANY },
  /** Attempts after which BILLmanager leaves an operation to a person. */
  max_tries: { value: '10', allowed: WHOLE },
  lang: { value: 'en', allowed: ['en', 'ru'] },
} satisfies Record<string, SettingRule>;

export type UpstreamSetting = keyof typeof UPSTREAM_SETTINGS;
export type BillingSetting = keyof typeof BILLING_SETTINGS;

/** The settings of one side, read afresh at each use: another process may change them. */
export class Settings<Name extends string> {
  private readonly store: Store;
  private readonly rules: Readonly<Record<Name, SettingRule>>;

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
