import { addressesOf } from './addresses.ts';
import { domainsOf } from './domains.ts';
import { type LimitValues, limitsOf, USER_LEVEL, type UserRow } from './users.ts';
import type { PanelWorld } from './world.ts';

/**
 * A user of the panel as the sandbox shows it, to its administrator and to tests. The password is
 * in it.
 */
export interface PanelUser {
  readonly name: string;
  readonly fullname: string;
  readonly preset: string;
  readonly active: boolean;
  readonly password: string;
  /** Those that limit something. */
  readonly limits: LimitValues;
  /** `webdomain shop.example`, `emaildomain shop.example`, `domain shop.example`. */
  readonly domains: readonly string[];
  /** Its own ones. */
  readonly addresses: readonly string[];
}

export function panelUsers(world: PanelWorld): PanelUser[] {
  const rows = world.store.all<UserRow>(
    'SELECT * FROM users WHERE level = ? ORDER BY id',
    USER_LEVEL,
  );
  return rows.map(row => ({
    name: row.name,
    fullname: row.fullname,
    preset: row.preset,
    active: row.active === 1,
    password: row.passwd,
    limits: Object.fromEntries(Object.entries(limitsOf(row)).filter(([, value]) => value !== '')),
    domains: domainsOf(world, row.name).map(each => `${each.kind} ${each.name}`),
    addresses: addressesOf(world, row.name),
  }));
}
