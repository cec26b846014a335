import { type El, el, fields, listDoc, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { assignAddress } from './addresses.ts';
import { addDomain, wishedDomains } from './domains.ts';
import { LIMITS } from './fill.ts';
import { formAnswer, pageOf, requireParam, saves } from './params.ts';
import {
  addUser,
  limitParams,
  limitsOf,
  removeUser,
  requireFreeName,
  requirePassword,
  requirePreset,
  requireUserRow,
  type UserRow,
} from './users.ts';
import type { PanelCall, PanelWorld } from './world.ts';

/** `user`: the list, with users of every level; a filter of this login narrows it. */
export function listUsers(world: PanelWorld, call: PanelCall): El {
  const conditions = world.store.all<{ name: string; value: string }>(
    'SELECT name, value FROM filters WHERE user = ?',
    call.user,
  );
  const asked = call.params.get('filter') === 'on' ? callConditions(call) : [];
  const wanted = (row: UserRow): boolean =>
    [...conditions, ...asked].every(({ name, value }) =>
      (name === 'name' ? row.name : row.fullname).includes(value),
    );
  const rows = world.store.all<UserRow>('SELECT * FROM users ORDER BY name').filter(wanted);
  const { number, size, offset } = pageOf(world, call);
  const shown = rows.slice(offset, offset + size).map(row => el('elem', userRow(world, row)));
  return listDoc(shown, { number, size, total: rows.length });
}

function userRow(world: PanelWorld, row: UserRow): readonly El[] {
  const status = world.settings.get('panel_status_field');
  return fields({
    id: row.name,
    name: row.name,
    fullname: row.fullname,
    level: row.level,
    preset: row.preset,
    [status]: row.active === 1 ? 'on' : 'off',
    disk_used: row.disk_used,
    traff_used: trafficOf(world, row.name),
  });
}

const trafficOf = (world: PanelWorld, user: string): number =>
  world.store.get<{ used: number }>('SELECT used FROM traffic WHERE user = ?', user)?.used ?? 0;

/** `user.filter`: name and fullname; no condition clears it. */
export function filterUsers(world: PanelWorld, call: PanelCall): El {
  world.store.run('DELETE FROM filters WHERE user = ?', call.user);
  for (const { name, value } of callConditions(call))
    world.store.insert('filters', { user: call.user, name, value });
  return okDoc();
}

function callConditions(call: PanelCall): { name: string; value: string }[] {
  return ['name', 'fullname'].flatMap(name => {
    const value = call.params.get(name) ?? '';
    return value === '' ? [] : [{ name, value }];
  });
}

/** `user.add.finish`: a new user from a template (docs/reference/panel-api.md, "Accounts"). */
export function finishUser(world: PanelWorld, call: PanelCall): El {
  const name = requireParam(call, 'name');
  const preset = call.params.get('preset') ?? '';
  const template = preset === '' ? {} : requirePreset(world, preset);
  const asked = limitParams(call);
  requireFreeName(world, name);
  const ftpUser = call.params.get('ftp_user_name') ?? '';
  if (ftpUser !== '' && world.store.get('SELECT 1 FROM ftp_users WHERE name = ?', ftpUser))
    throw new PanelError('exists', 'ftp_user', ftpUser);
  const most = world.settings.number('panel_user_limit');
  const count =
    world.store.get<{ n: number }>('SELECT count(*) AS n FROM users WHERE level = 16')?.n ?? 0;
  if (most > 0 && count >= most) throw new PanelError('limit', 'user', String(most));
  const applied = world.settings.get('panel_template_limits') === 'apply' ? template : {};
  const limits = { ...applied, ...asked };
  const domains = wishedDomains(world, call, limits);
  addUser(world, {
    name,
    passwd: requirePassword(requireParam(call, 'passwd')),
    fullname: call.params.get('fullname') ?? '',
    preset,
    limits,
  });
  for (const { name: domain, kind } of domains)
    addDomain(world, { name: domain, kind, owner: name }, limits);
  if (ownAddress(call)) assignAddress(world, name, requireParam(call, 'iptype'));
  if (ftpUser !== '') world.store.insert('ftp_users', { name: ftpUser, owner: name });
  return formAnswer(world, [el('id', name)]);
}

/** `ipsrc`: `do_not_assign` is the shared address, `auto` one of the user's own. */
function ownAddress(call: PanelCall): boolean {
  const ipsrc = call.params.get('ipsrc') ?? 'do_not_assign';
  if (ipsrc !== 'do_not_assign' && ipsrc !== 'auto') throw new PanelError('value', 'ipsrc', ipsrc);
  return ipsrc === 'auto';
}

/** `user.edit`: the form of a user, or what is saved of it. */
export function editUser(world: PanelWorld, call: PanelCall): El {
  const row = requireUserRow(world, requireParam(call, 'elid'));
  if (!saves(call)) return formAnswer(world, userForm(world, row));
  const preset = call.params.get('preset') ?? row.preset;
  if (preset !== '' && preset !== row.preset) requirePreset(world, preset);
  world.store.update('users', row.id, {
    preset,
    fullname: call.params.get('fullname') ?? row.fullname,
    passwd: changedPassword(call) ?? row.passwd,
    limits: JSON.stringify({ ...limitsOf(row), ...limitParams(call) }),
  });
  return formAnswer(world, [el('id', row.name)]);
}

function changedPassword(call: PanelCall): string | undefined {
  const passwd = call.params.get('passwd') ?? '';
  if (passwd === '') return undefined;
  if (call.params.get('confirm') !== passwd) throw new PanelError('value', 'confirm', '');
  return requirePassword(passwd);
}

function userForm(world: PanelWorld, row: UserRow): readonly El[] {
  const status = world.settings.get('panel_status_field');
  const limits = limitsOf(row);
  return fields({
    elid: row.name,
    name: row.name,
    fullname: row.fullname,
    level: row.level,
    preset: row.preset,
    ...(world.settings.get('panel_form_status') === 'on'
      ? { [status]: row.active === 1 ? 'on' : 'off' }
      : {}),
    ...Object.fromEntries(LIMITS.map(name => [name, limits[name] ?? ''])),
  });
}

type UserAct = 'suspend' | 'resume' | 'delete';

/** `user.suspend`, `user.resume`, `user.delete`: several elids joined with ", ", all or none. */
export function actOnUsers(world: PanelWorld, call: PanelCall, act: UserAct): El {
  const names = requireParam(call, 'elid').split(',');
  for (const row of names.map(name => requireUserRow(world, name.trim()))) {
    if (act !== 'delete') {
      world.store.update('users', row.id, { active: act === 'resume' ? 1 : 0 });
      continue;
    }
    removeUser(world, row);
  }
  return okDoc();
}
