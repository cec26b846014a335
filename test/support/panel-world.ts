import { Fault } from '../../src/base/fault.ts';
import type {
  Account,
  AccountChange,
  Accounts,
  DomainPart,
  LimitName,
  NewAccount,
} from '../../src/panel/panel.ts';
import type { SimProcess } from './process.ts';
import { exchange } from './wire.ts';

export const PANEL_URL = 'https://panel.example:1500/ispmgr';
export const PANEL_KEY = 'panel.example:1500/ispmgr';

const FAULTS = {
  unreachable: 'panel_unreachable',
  lost: 'panel_answer_lost',
  bad: 'panel_answer_bad',
} as const;

export interface PanelUser {
  readonly name: string;
  level: number;
  fullname: string;
  template: string;
  status: 'active' | 'suspended';
  diskUsed: number;
  trafficUsed: number;
  password: string;
  readonly limits: Map<LimitName, string>;
}

/**
 * An ISPmanager panel (docs/reference/panel-api.md): its users and templates. Methods carry out one
 * request each, all of it or a Fault.
 */
export class PanelWorld {
  readonly users = new Map<string, PanelUser>();
  /** By name of the domain. */
  readonly domains = new Map<string, { owner: string; parts: Set<DomainPart> }>();
  /** Of each user, its own ones. */
  readonly addresses = new Map<string, string[]>();
  /** Keys of browsers, and as whom they come in. */
  readonly sessions = new Map<string, string>();
  readonly templates = new Map<string, Map<LimitName, string>>();
  /** Whose login the module has: only an administrator's will do. */
  login: 'administrator' | 'reseller' | 'wrong' = 'administrator';
  /** Do the answers to user.edit tell the status? */
  tellsStatus = true;

  /** Somebody's user, by whoever it was made. */
  addUser(name: string, facts: Partial<PanelUser> = {}): PanelUser {
    const user: PanelUser = {
      level: 16,
      fullname: '',
      template: '',
      status: 'active',
      diskUsed: 0,
      trafficUsed: 0,
      password: 'somebody-knows',
      limits: new Map(),
      ...facts,
      name,
    };
    this.users.set(name, user);
    return user;
  }

  /** `license.info`, which only an administrator may ask. */
  checkAdministrator(): void {
    if (this.login === 'wrong') throw new Fault('panel_auth', { object: 'reseller' });
    if (this.login === 'reseller') throw new Fault('panel_access', { object: 'license.info' });
  }

  read(name: string): Account | null {
    const user = this.users.get(name);
    if (user === undefined) return null;
    const { password, ...facts } = user;
    return {
      ...facts,
      status: this.tellsStatus ? facts.status : null,
      limits: new Map(facts.limits),
    };
  }

  create(account: NewAccount): 'created' | 'taken' | 'domain_taken' {
    const { name, limits, fullname, template, password, domain, address } = account;
    if (this.users.has(name)) return 'taken';
    if (this.domains.has(domain)) return 'domain_taken';
    this.addUser(name, { fullname, template, password, limits: new Map(limits) });
    if (address === 'own') this.assign(name);
    const parts = new Set<DomainPart>();
    if (limits.get('limit_webdomains') !== '0') parts.add('webdomain');
    if (limits.get('limit_emaildomains') !== '0') parts.add('emaildomain');
    if (domain !== '' && parts.size > 0) this.domains.set(domain, { owner: name, parts });
    return 'created';
  }

  assign(name: string): void {
    const all = [...this.addresses.values()].flat();
    const own = this.addresses.get(this.require(name).name) ?? [];
    this.addresses.set(name, [...own, `198.51.100.${all.length + 1}`]);
  }

  addDomain(name: string, domain: string, part: DomainPart): 'made' | 'taken' {
    this.require(name);
    const known = this.domains.get(domain) ?? { owner: name, parts: new Set() };
    if (known.owner !== name || known.parts.has(part)) return 'taken';
    known.parts.add(part);
    this.domains.set(domain, known);
    return 'made';
  }

  partsOf(name: string, domain: string): ReadonlySet<DomainPart> {
    const known = this.domains.get(domain);
    return new Set(known?.owner === name ? known.parts : []);
  }

  change(name: string, { template, limits, password }: AccountChange): void {
    const user = this.require(name);
    if (template !== undefined) {
      user.template = template;
      user.limits.clear();
      for (const [limit, value] of this.templates.get(template) ?? [])
        user.limits.set(limit, value);
    }
    user.password = password ?? user.password;
    for (const [limit, value] of limits ?? []) user.limits.set(limit, value);
  }

  delete(name: string): void {
    this.require(name);
    this.users.delete(name);
    this.addresses.delete(name);
    for (const [domain, { owner }] of this.domains) if (owner === name) this.domains.delete(domain);
  }

  createTemplate(name: string): void {
    if (!this.templates.has(name)) this.templates.set(name, new Map());
  }

  require(name: string): PanelUser {
    const user = this.users.get(name);
    if (user === undefined) throw new Fault('panel_missed', { object: 'elid', value: name });
    return user;
  }
}

/** The panel as one process reaches it. */
export function accountsOf(process: SimProcess, world: PanelWorld): Accounts {
  const read = <T>(func: string, handle: () => T): Promise<T> =>
    exchange(process, { func, kind: 'read', handle }, FAULTS);
  const act = <T>(func: string, handle: () => T): Promise<T> =>
    exchange(process, { func, kind: 'act', handle }, FAULTS);
  return {
    checkAdministrator: () => read('license.info', () => world.checkAdministrator()),
    read: name => read('user.edit', () => world.read(name)),
    create: account => act('user.add.finish', () => world.create(account)),
    change: (name, change) => act('user.edit sok', () => world.change(name, change)),
    suspend: name =>
      act('user.suspend', () => {
        world.require(name).status = 'suspended';
      }),
    resume: name =>
      act('user.resume', () => {
        world.require(name).status = 'active';
      }),
    delete: name => act('user.delete', () => world.delete(name)),
    list: () => read('user', () => [...world.users.values()].filter(({ level }) => level === 16)),
    templates: () => read('preset', () => [...world.templates.keys()]),
    template: name =>
      read('preset.edit', () => {
        const limits = world.templates.get(name);
        return limits === undefined ? null : { name, limits: new Map(limits) };
      }),
    createTemplate: name => act('preset.edit sok', () => world.createTemplate(name)),
    domainParts: (name, domain) => read('webdomain', () => world.partsOf(name, domain)),
    domains: () =>
      read('webdomain', () => [...world.domains].map(([name, { owner }]) => ({ name, owner }))),
    addDomain: (name, domain, part) =>
      act(`${part}.edit`, () => world.addDomain(name, domain, part)),
    addresses: name => read('ipaddr', () => world.addresses.get(name) ?? []),
    addAddress: name => act('ipaddr.edit', () => world.assign(name)),
    newSession: (name, key) =>
      act('session.newkey', () => {
        world.sessions.set(key, world.require(name).name);
      }),
  };
}
