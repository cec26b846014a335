import { describe, expect, test } from 'vitest';
import { openAccount } from '../../../src/operations/accounts/open.ts';
import { suspendAccount } from '../../../src/operations/accounts/suspend.ts';
import { syncAccount } from '../../../src/operations/accounts/sync-item.ts';
import { aWorld } from '../../support/a-world.ts';
import { byHand, openedAccount } from '../../support/service.ts';

describe('a storage is brought up to date with its account', () => {
  test('suspended there, and active again', async () => {
    const world = aWorld();
    const { service, user } = await openedAccount(world);
    for (const status of ['suspended', 'active'] as const) {
      user.status = status;
      await syncAccount(world.ctx, byHand(service));
      expect(service.status).toBe(status);
      expect(await world.ctx.journal.licenseOf(service.id)).toMatchObject({ status });
    }
    expect(world.script.calls).toEqual(expect.arrayContaining(['postsuspend', 'postresume']));
  });

  test('but a suspension of BILLmanager’s own stands', async () => {
    const world = aWorld();
    const { ctx, asked } = world;
    const { service, user } = await openedAccount(world);
    user.status = 'suspended';
    await syncAccount(ctx, byHand(service));
    await suspendAccount(ctx, asked(service, 'suspend'));
    user.status = 'active';
    await syncAccount(ctx, byHand(service));
    expect(service.status).toBe('suspended');
    expect(world.log.join()).toContain("BILLmanager's suspension stands");
  });

  test('by the list, where the form does not tell the status', async () => {
    const world = aWorld();
    const { service, user } = await openedAccount(world);
    world.panel.tellsStatus = false;
    user.status = 'suspended';
    await syncAccount(world.ctx, byHand(service));
    expect(service.status).toBe('suspended');
    expect(world.script.requests).toContain('user');
  });

  test('by name and address of the panel', async () => {
    const world = aWorld();
    const { service, user } = await openedAccount(world);
    service.params.delete('url');
    service.params.set('username', 'another');
    await syncAccount(world.ctx, byHand(service));
    expect(service.params.get('username')).toBe(user.name);
    expect(service.params.get('url')).toBe('https://panel.example:1500/ispmgr');
  });

  test('and one whose opening was interrupted is opened', async () => {
    const { ctx, panel, script, orderAccount, asked, killed, restart } = aWorld();
    const service = orderAccount();
    script.wire('user.add.finish', 'killed');
    await killed(() => openAccount(ctx, asked(service, 'open')));
    await syncAccount(restart(), byHand(service));
    expect(service.status).toBe('active');
    expect(panel.users.size).toBe(1);
  });
});
