import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { page } from './forms.ts';
import { requireText } from './items.ts';
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

/** Units of measure by their ids. */
const MEASURES: Readonly<Record<string, string>> = { 1: 'unit', 2: 'mib', 3: 'gib', 4: 'tib' };

/** `measure.edit elid=ID` */
export function measureForm(_world: BillingWorld, call: BillingCall): El {
  const id = requireText(call, 'elid');
  const intname = Object.hasOwn(MEASURES, id) ? MEASURES[id] : undefined;
  if (intname === undefined) throw new PanelError('missed', 'elid', id);
  return doc(fields({ elid: id, id, intname }));
}
