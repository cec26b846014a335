import { assignAddress } from './addresses.ts';
import { addDomain } from './domains.ts';
import { limitsOf, removeUser, requireUserRow } from './users.ts';
import type { PanelWorld } from './world.ts';

/** What an administrator may do to a user in the panel's web interface. */
export const PANEL_ACTS = [
  'suspend',
  'resume',
  'delete',
  'rename',
  'password',
  'use',
  'traffic',
  'domain',
  'address',
] as const;
export type PanelAct = (typeof PANEL_ACTS)[number];

/**
 * `rename`: another full name. `use`, `traffic`: so many MiB of disk space are in use, have gone
 * over the line. `domain`: one more, with WWW, mail and zone. `address`: one of its own.
 */
export function actOnPanel(world: PanelWorld, act: PanelAct, name: string, value = ''): void {
  world.store.transaction(() => {
    const row = requireUserRow(world, name);
    const { id } = row;
    switch (act) {
      case 'delete':
        return removeUser(world, row);
      case 'domain':
        for (const kind of ['webdomain', 'emaildomain'] as const)
          addDomain(world, { name: value, kind, owner: name }, limitsOf(row));
        return;
      case 'address':
        assignAddress(world, name, 'ipv4');
        return;
      case 'traffic':
        world.store.run(
          'INSERT OR REPLACE INTO traffic (user, used) VALUES (?, ?)',
          name,
          Number(value),
        );
        return;
      case 'rename':
        return world.store.update('users', id, { fullname: value });
      case 'password':
        return world.store.update('users', id, { passwd: value });
      case 'use':
        return world.store.update('users', id, { disk_used: Number(value) });
      default:
        return world.store.update('users', id, { active: act === 'resume' ? 1 : 0 });
    }
  });
}
