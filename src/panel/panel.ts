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
  /** Traffic, MiB. Null: not in the answer. */
  readonly trafficUsed: number | null;
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

/**
 * Which address an account has: the one that all share, one of its own that the panel gives it when
 * it is made, or one that is taken from the panel's pool afterwards.
 */
export const ADDRESS_KINDS = ['shared', 'own', 'pool'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** What a panel makes of a domain (docs/reference/panel-api.md, "Domains"). */
export type DomainPart = 'webdomain' | 'emaildomain' | 'domain';

/** A domain of a panel and whose it is. */
export interface OwnedDomain {
  readonly name: string;
  readonly owner: string;
}

export interface NewAccount {
  readonly name: string;
  /** Secret. */
  readonly password: string;
  readonly fullname: string;
  readonly template: string;
  readonly limits: Limits;
  /** As in the DNS; '' for none. A part of it that the limits forbid is not made. */
  readonly domain: string;
  readonly address: AddressKind;
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
   * Makes an account with one FTP user of the same name, and its domain. `taken`: the name already
   * exists, perhaps from an earlier attempt of ours. `domain_taken`: the domain does; nothing was
   * made.
   */
  create(account: NewAccount): Promise<'created' | 'taken' | 'domain_taken'>;
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
  /** Which parts of a domain an account has. Three requests. */
  domainParts(name: string, domain: string): Promise<ReadonlySet<DomainPart>>;
  /** The WWW and mail domains and zones of everybody, page by page. */
  domains(): Promise<readonly OwnedDomain[]>;
  /** Adds a WWW or mail domain to an account. `taken`: somebody has the domain. */
  addDomain(
    name: string,
    domain: string,
    part: Exclude<DomainPart, 'domain'>,
  ): Promise<'made' | 'taken'>;
  /** The addresses that are the account's own, not shared. */
  addresses(name: string): Promise<readonly string[]>;
  /** Takes one more address for an account from the panel's pool. */
  addAddress(name: string): Promise<void>;
  /** Lets a browser that brings this key in as the account, once. `key` is secret. */
  newSession(name: string, key: string): Promise<void>;
}
