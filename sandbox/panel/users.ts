import { PanelError } from '../store/panel-error.ts';
import { LIMITS } from './fill.ts';
import type { PanelCall, PanelWorld } from './world.ts';

export const USER_LEVEL = 16;
export const ADMIN_LEVEL = 29;

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly passwd: string;
  readonly level: number;
  readonly fullname: string;
  readonly preset: string;
  readonly active: number;
  readonly disk_used: number;
  readonly limits: string;
}

export type LimitValues = Readonly<Record<string, string>>;

export const limitsOf = (row: { readonly limits: string }): LimitValues => JSON.parse(row.limits);

function findUser(world: PanelWorld, name: string): UserRow | undefined {
  return world.store.get<UserRow>(
    'SELECT * FROM users WHERE name = ? AND level = ?',
    name,
    USER_LEVEL,
  );
}

export function requireUserRow(world: PanelWorld, name: string): UserRow {
  const found = findUser(world, name);
  if (!found) throw new PanelError('missed', 'elid', name);
  return found;
}

export function presetLimits(world: PanelWorld, name: string): LimitValues | undefined {
  const found = world.store.get<{ limits: string }>(
    'SELECT limits FROM presets WHERE name = ?',
    name,
  );
  return found && limitsOf(found);
}

export function requirePreset(world: PanelWorld, name: string): LimitValues {
  const limits = presetLimits(world, name);
  if (!limits) throw new PanelError('missed', 'preset', name);
  return limits;
}

/** The `limit_*` params of a call: known ones, whole numbers or nothing. */
export function limitParams(call: PanelCall): LimitValues {
  const limits: Record<string, string> = {};
  for (const [name, value] of call.params) {
    if (!name.startsWith('limit_')) continue;
    if (!LIMITS.includes(name)) throw new PanelError('value', name, value);
    if (!/^\d{0,12}$/.test(value)) throw new PanelError('value', name, value);
    limits[name] = value;
  }
  return limits;
}

export function requirePassword(text: string): string {
  if (text.length < 6 || text.length > 128 || !/^[\x21-\x7e]+$/.test(text))
    throw new PanelError('value', 'passwd', '');
  return text;
}

/** Names that the system itself uses. */
const RESERVED: ReadonlySet<string> = new Set(['root', 'admin', 'mysql', 'nobody', 'www-data']);

export function requireFreeName(world: PanelWorld, name: string): void {
  if (!/^[a-z][a-z0-9._-]{0,31}$/.test(name)) throw new PanelError('value', 'name', name);
  const taken = RESERVED.has(name) || world.store.get('SELECT 1 FROM users WHERE name = ?', name);
  if (taken) throw new PanelError('exists', 'user', name);
}

/** With everything that is the user's. */
export function removeUser(world: PanelWorld, { id, name }: Pick<UserRow, 'id' | 'name'>): void {
  world.store.run('DELETE FROM users WHERE id = ?', id);
  for (const table of ['ftp_users', 'domains', 'addresses'])
    world.store.run(`DELETE FROM ${table} WHERE owner = ?`, name);
  for (const table of ['sessions', 'traffic'])
    world.store.run(`DELETE FROM ${table} WHERE user = ?`, name);
}

export interface UserWish {
  readonly name: string;
  readonly passwd: string;
  readonly fullname?: string;
  readonly preset?: string;
  readonly limits?: LimitValues;
  /** Default: on. */
  readonly active?: boolean;
}

export function addUser(world: PanelWorld, wish: UserWish): void {
  world.store.transaction(() => {
    requireFreeName(world, wish.name);
    world.store.insert('users', {
      name: wish.name,
      passwd: requirePassword(wish.passwd),
      level: USER_LEVEL,
      fullname: wish.fullname ?? '',
      preset: wish.preset ?? '',
      active: wish.active === false ? 0 : 1,
      disk_used: 0,
      limits: JSON.stringify(wish.limits ?? {}),
    });
  });
}
