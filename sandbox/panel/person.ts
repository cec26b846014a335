import { requireUserRow } from './users.ts';
import type { PanelWorld } from './world.ts';

/** What an administrator may do to a user in the panel's web interface. */
export const PANEL_ACTS = ['suspend', 'resume', 'delete', 'rename', 'password', 'use'] as const;
export type PanelAct = (typeof PANEL_ACTS)[number];

/** `rename`: another full name. `use`: so many MiB of disk space are in use. */
export function actOnPanel(world: PanelWorld, act: PanelAct, name: string, value = ''): void {
  world.store.transaction(() => {
    const { id } = requireUserRow(world, name);
    switch (act) {
      case 'delete':
        world.store.run('DELETE FROM users WHERE id = ?', id);
        world.store.run('DELETE FROM ftp_users WHERE owner = ?', name);
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
