import { doc, type El, el, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireParam } from './params.ts';
import { requireUserRow } from './users.ts';
import type { PanelCall, PanelWorld } from './world.ts';

/** `session.newkey username= key=`: a key with which a browser logs in as the user, once. */
export function newSessionKey(world: PanelWorld, call: PanelCall): El {
  const { name } = requireUserRow(world, requireParam(call, 'username'));
  const key = requireParam(call, 'key');
  if (!/^[A-Za-z0-9]{16,64}$/.test(key)) throw new PanelError('value', 'key', '');
  world.store.run('INSERT OR REPLACE INTO sessions (key, user) VALUES (?, ?)', key, name);
  return okDoc();
}

/** `auth username= key=`: whose browser comes with a key. It is worth nothing afterwards. */
export function authByKey(world: PanelWorld, params: ReadonlyMap<string, string>): El {
  const key = params.get('key') ?? '';
  const found = world.store.get<{ user: string }>('SELECT user FROM sessions WHERE key = ?', key);
  if (found === undefined || found.user !== params.get('username'))
    throw new PanelError('auth', 'badpassword');
  world.store.run('DELETE FROM sessions WHERE key = ?', key);
  return doc([el('auth', found.user)]);
}
