import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireText } from './items.ts';
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

/** Units of measure by their ids. */
const MEASURES: Readonly<Record<string, string>> = { 1: 'unit', 2: 'mib', 3: 'gib', 4: 'tib' };

/** `measure.edit elid=ID` */
export function measureForm(_world: BillingWorld, call: BillingCall): El {
  const id = requireText(call, 'elid');
  const intname = Object.hasOwn(MEASURES, id) ? MEASURES[id] : undefined;
  if (intname === undefined) throw new PanelError('missed', 'elid', id);
  return doc(fields({ elid: id, id, intname }));
}
