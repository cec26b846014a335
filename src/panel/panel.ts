/** A field of the panel that limits an account: `limit_db`, `limit_quota` ... */
export type LimitName = `limit_${string}`;
/** Limits as the panel writes them; '' is "no limit". */
export type Limits = ReadonlyMap<LimitName, string>;

/** An account (a user) as the panel's list shows it. */
export interface AccountRow {
  readonly name: string;
  /** 16: a user. Null: not in the answer. */
  readonly level: number | null;
  readonly fullname: string;
  /** Name of the template it was made from; '' if not in the answer. */
  readonly template: string;
  /** Null: the answer does not tell. */
  readonly status: 'active' | 'suspended' | null;
  /** Disk space in use, MiB. Null: not in the answer. */
  readonly diskUsed: number | null;
}

/** An account read by itself (user.edit). */
export interface Account extends AccountRow {
  readonly limits: Limits;
}

/** An account template (a preset). */
export interface Template {
  readonly name: string;
  readonly limits: Limits;
}

export interface NewAccount {
  readonly name: string;
  /** Secret. */
  readonly password: string;
  readonly fullname: string;
  readonly template: string;
  readonly limits: Limits;
}

export interface AccountChange {
  readonly template?: string;
  readonly limits?: Limits;
  /** Secret. */
  readonly password?: string;
}

/**
 * The level of an account that services are sold as; resellers and administrators have higher ones
 * (docs/reference/panel-api.md, "Functions").
 */
export const USER_LEVEL = 16;

/**
 * The accounts of an ISPmanager panel, as an administrator sees them (docs/reference/panel-api.md,
 * "Transport and rights"). Every method is one request unless it says otherwise, and throws Fault:
 * kind `passing` when the request was certainly not carried out and may be repeated, `final` when
 * it was refused, `unknown` when it may have been carried out (acts only).
 */
export interface Accounts {
  /**
   * Is this a panel, and the login an administrator's? Harmless reads, several requests. Faults:
   * panel_auth for a wrong login, panel_access for a reseller's or a user's, panel_wrong if it is
   * no panel.
   */
  checkAdministrator(): Promise<void>;
  /** One account; null if the panel says that it has none of this name. */
  read(name: string): Promise<Account | null>;
  /**
   * Makes an account without a domain, with one FTP user of the same name. `taken`: the name
   * already exists, perhaps from an earlier attempt of ours.
   */
  create(account: NewAccount): Promise<'created' | 'taken'>;
  change(name: string, change: AccountChange): Promise<void>;
  suspend(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  delete(name: string): Promise<void>;
  /**
   * All accounts of the level `USER_LEVEL`, page by page. Somebody's filter may narrow it: absence
   * proves nothing.
   */
  list(): Promise<readonly AccountRow[]>;
  /** Names of all templates. */
  templates(): Promise<readonly string[]>;
  /** One template; null when the panel has none of this name. */
  template(name: string): Promise<Template | null>;
  /** Makes a template without limits. If it already exists, that is success. */
  createTemplate(name: string): Promise<void>;
}
