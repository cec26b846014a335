import { doc, type El, el, fields, listDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { editAddress, listAddresses } from './addresses.ts';
import { type DomainKind, editDomain, listDomains } from './domains.ts';
import { LIMITS } from './fill.ts';
import { formAnswer, pageOf, requireParam, saves } from './params.ts';
import { newSessionKey } from './sessions.ts';
import { actOnUsers, editUser, filterUsers, finishUser, listUsers } from './user-functions.ts';
import { ADMIN_LEVEL, limitParams, limitsOf, presetLimits, USER_LEVEL } from './users.ts';
import type { PanelCall, PanelWorld } from './world.ts';

interface PanelFunction {
  /** Lowest level of the login that may call it. */
  readonly level: number;
  answer(world: PanelWorld, call: PanelCall): El;
}

const RESELLER_LEVEL = 20;
const ofAdmins = (answer: PanelFunction['answer']): PanelFunction => ({
  level: ADMIN_LEVEL,
  answer,
});
const ofResellers = (answer: PanelFunction['answer']): PanelFunction => ({
  level: RESELLER_LEVEL,
  answer,
});

const domainList = (kind: DomainKind) =>
  ofResellers((world, call) => listDomains(world, call, kind));
const domainForm = (kind: DomainKind) =>
  ofResellers((world, call) => editDomain(world, call, kind));

const FUNCTIONS: Readonly<Record<string, PanelFunction>> = {
  'license.info': ofAdmins(licenseInfo),
  user: ofResellers(listUsers),
  'user.filter': ofResellers(filterUsers),
  'user.edit': ofResellers(editUser),
  'user.add.finish': ofResellers(finishUser),
  'user.suspend': ofResellers((world, call) => actOnUsers(world, call, 'suspend')),
  'user.resume': ofResellers((world, call) => actOnUsers(world, call, 'resume')),
  'user.delete': ofResellers((world, call) => actOnUsers(world, call, 'delete')),
  webdomain: domainList('webdomain'),
  emaildomain: domainList('emaildomain'),
  domain: domainList('domain'),
  'webdomain.edit': domainForm('webdomain'),
  'emaildomain.edit': domainForm('emaildomain'),
  ipaddr: ofResellers(listAddresses),
  'ipaddr.edit': ofAdmins(editAddress),
  'session.newkey': ofAdmins(newSessionKey),
  preset: ofResellers(listPresets),
  'preset.edit': ofAdmins(editPreset),
};

export const PANEL_FUNCTIONS: readonly string[] = Object.keys(FUNCTIONS);

/** Returns one call; all of it or nothing. Throws PanelError. */
export function answerPanel(world: PanelWorld, call: PanelCall): El {
  const found = Object.hasOwn(FUNCTIONS, call.func) ? FUNCTIONS[call.func] : undefined;
  if (!found) throw new PanelError('missed', 'func', call.func);
  if (call.level < found.level) throw new PanelError('access', call.func);
  return world.store.transaction(() => found.answer(world, call));
}

/** The login of a request and its level. Throws PanelError `auth`. */
export function panelLogin(world: PanelWorld, authinfo: string): { user: string; level: number } {
  const colon = authinfo.indexOf(':');
  const user = authinfo.slice(0, Math.max(colon, 0));
  const passwd = authinfo.slice(colon + 1);
  const isAdmin =
    user === world.settings.get('panel_username') &&
    passwd === world.settings.get('panel_password');
  if (isAdmin) return { user, level: ADMIN_LEVEL };
  const row = world.store.get<{ passwd: string; level: number; active: number }>(
    'SELECT passwd, level, active FROM users WHERE name = ?',
    user,
  );
  if (colon < 0 || row?.passwd !== passwd || row.active !== 1)
    throw new PanelError('auth', 'badpassword');
  return { user, level: row.level };
}

function licenseInfo(world: PanelWorld): El {
  const most = world.settings.number('panel_user_limit');
  const used = world.store.get<{ n: number }>(
    'SELECT count(*) AS n FROM users WHERE level = ?',
    USER_LEVEL,
  )?.n;
  return doc(
    fields({
      panel_name: 'ispmanager lite',
      version: '6.100.0',
      users: used ?? 0,
      limit_users: most || '',
    }),
  );
}

interface PresetRow {
  readonly name: string;
  readonly limits: string;
}

function listPresets(world: PanelWorld, call: PanelCall): El {
  const { number, size, offset } = pageOf(world, call);
  const all = world.store.all<PresetRow>('SELECT * FROM presets ORDER BY name');
  const rows = all
    .slice(offset, offset + size)
    .map(row =>
      el('elem', fields({ id: row.name, name: row.name, level: USER_LEVEL, ...limitsOf(row) })),
    );
  return listDoc(rows, { number, size, total: all.length });
}

/**
 * `preset.edit`: a template's form; saved without `elid` it makes one, with the limits that are
 * named.
 */
function editPreset(world: PanelWorld, call: PanelCall): El {
  const elid = call.params.get('elid') ?? '';
  if (!saves(call)) {
    const limits = presetLimits(world, elid);
    if (!limits) throw new PanelError('missed', 'elid', elid);
    const all = Object.fromEntries(LIMITS.map(name => [name, limits[name] ?? '']));
    return formAnswer(world, fields({ elid, name: elid, level: USER_LEVEL, ...all }));
  }
  const limits = limitParams(call);
  if (elid === '') {
    const name = requireParam(call, 'name');
    if (presetLimits(world, name)) throw new PanelError('exists', 'preset', name);
    world.store.insert('presets', { name, limits: JSON.stringify(limits) });
    return formAnswer(world, [el('id', name)]);
  }
  const before = presetLimits(world, elid);
  if (!before) throw new PanelError('missed', 'elid', elid);
  const after = JSON.stringify({ ...before, ...limits });
  world.store.run('UPDATE presets SET limits = ? WHERE name = ?', after, elid);
  return formAnswer(world, [el('id', elid)]);
}
