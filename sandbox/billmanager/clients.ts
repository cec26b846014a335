import { doc, type El, el, fields } from '../store/document.ts';
import { page } from './forms.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** `user`: the list of clients' users, each with the account it belongs to. */
export function userList(world: BillingWorld, call: BillingCall): El {
  const { size, offset } = page(world, call);
  const rows = world.store.all<{ id: number; account: number; name: string; account_name: string }>(
    `SELECT user.*, account.name AS account_name FROM user JOIN account ON account.id = user.account
     ORDER BY user.id LIMIT ? OFFSET ?`,
    size,
    offset,
  );
  return doc(
    rows.map(({ id, name, account, account_name }) =>
      el('elem', fields({ id, name, account: account_name, account_id: account, level: 16 })),
    ),
  );
}
