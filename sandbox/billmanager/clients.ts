import { doc, type El, el, fields } from '../store/document.ts';
import { listAnswer } from './lists.ts';
import type { BillingCall, BillingWorld } from './world.ts';

interface ListedUser {
  readonly id: number;
  readonly account: number;
  readonly name: string;
  readonly account_name: string;
}

/**
 * `user`: the list of clients' users, each with the account it belongs to; by the setting
 * `list_rows` without its id.
 */
export function userList(world: BillingWorld, call: BillingCall): El {
  const source = {
    columns: 'user.*, account.name AS account_name',
    from: 'user JOIN account ON account.id = user.account',
    order: 'user.id',
    filters: { id: 'user.id', name: 'user.name', account: 'account.name' },
  };
  const named = world.settings.get('list_rows') === 'names';
  return listAnswer<ListedUser>(world, call, source, ({ id, name, account, account_name }) =>
    fields({ id, name, account: account_name, account_id: named ? undefined : account, level: 16 }),
  );
}

/** `whoami`: mgrctl is root. */
export const whoAmI = (): El => doc([el('user', null, { name: 'root', level: '30' })]);
