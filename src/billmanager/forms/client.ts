import type { Manager } from '../../manager-api/manager.ts';
import { firstOf, idOf } from './fields.ts';
import { listRows } from './list.ts';

/**
 * The user name of a client. The reference names the table `user` (account, name); its list of the
 * same name is read until a row of the account comes.
 */
export async function accountUser(manager: Manager, account: string): Promise<string> {
  for await (const row of listRows(manager, 'user')) {
    if (idOf(row, 'account') === account) return firstOf(row, 'name', 'email');
  }
  return '';
}

/** The same of all clients: by account id, its first user's name. */
export async function accountUsers(manager: Manager): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const row of listRows(manager, 'user')) {
    const account = idOf(row, 'account');
    if (account !== '' && !names.has(account)) names.set(account, firstOf(row, 'name', 'email'));
  }
  return names;
}
