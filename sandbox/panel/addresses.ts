import { type El, el, fields, listDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { formAnswer, pageOf, requireParam, saves } from './params.ts';
import { requireUserRow } from './users.ts';
import type { PanelCall, PanelWorld } from './world.ts';

/** The address that all users without one of their own share. */
export const SHARED_ADDRESS = '203.0.113.1';
const ADDRESS_TYPES: ReadonlySet<string> = new Set(['ipv4', 'ipv6']);

export interface Address {
  readonly address: string;
  readonly owner: string;
}

export const addressesOf = (world: PanelWorld, owner: string): readonly string[] =>
  world.store
    .all<Address>('SELECT * FROM addresses WHERE owner = ? ORDER BY rowid', owner)
    .map(each => each.address);

/** The first address of the pool that nobody has. Throws PanelError `limit`. */
export function assignAddress(world: PanelWorld, owner: string, type: string): string {
  if (!ADDRESS_TYPES.has(type)) throw new PanelError('value', 'iptype', type);
  const most = world.settings.number('panel_address_pool');
  for (let number = 1; number <= most; number += 1) {
    const address = type === 'ipv4' ? `198.51.100.${number}` : `2001:db8:100::${number}`;
    if (world.store.get('SELECT 1 FROM addresses WHERE address = ?', address)) continue;
    world.store.insert('addresses', { address, owner });
    return address;
  }
  throw new PanelError('limit', 'ipaddr', String(most));
}

/** `ipaddr`: the shared address and those that are assigned; `su`: as one user sees them. */
export function listAddresses(world: PanelWorld, call: PanelCall): El {
  const su = call.params.get('su') ?? '';
  if (su !== '') requireUserRow(world, su);
  const assigned = world.store.all<Address>(
    "SELECT * FROM addresses WHERE ? = '' OR owner = ? ORDER BY rowid",
    su,
    su,
  );
  const rows = [
    fields({ id: SHARED_ADDRESS, name: SHARED_ADDRESS, iprole: 'shared' }),
    ...assigned.map(({ address, owner }) =>
      fields({ id: address, name: address, iprole: 'assigned', owner }),
    ),
  ];
  const { number, size, offset } = pageOf(world, call);
  const shown = rows.slice(offset, offset + size).map(row => el('elem', row));
  return listDoc(shown, { number, size, total: rows.length });
}

/** `ipaddr.edit iprole=assigned name= owner=NAME`: one more address, from the pool. */
export function editAddress(world: PanelWorld, call: PanelCall): El {
  if (!saves(call)) throw new PanelError('missed', 'sok');
  if (call.params.get('iprole') !== 'assigned')
    throw new PanelError('value', 'iprole', call.params.get('iprole') ?? '');
  if ((call.params.get('name') ?? '') !== '')
    throw new PanelError('value', 'name', call.params.get('name') ?? '');
  const { name } = requireUserRow(world, requireParam(call, 'owner'));
  const address = assignAddress(world, name, requireParam(call, 'iptype'));
  return formAnswer(world, [el('id', address)]);
}
