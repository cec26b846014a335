import { describe, expect, test } from 'vitest';
import { closeAccount } from '../../../src/operations/accounts/close.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  return { ...world, service, user, call: world.asked(service, 'close') };
}

/** As after the loss of the state file. */
async function forget({ ctx, service }: Awaited<ReturnType<typeof active>>) {
  const row = await ctx.journal.licenseOf(service.id);
  await ctx.journal.write([{ update: row?.id ?? 0, change: { state: 'ended' } }]);
}

describe('closing a storage', () => {
  test('deletes its account and ends its row', async () => {
    const { ctx, panel, service, call } = await active();
    await closeAccount(ctx, call);
    expect(panel.users.size).toBe(0);
    expect(service.status).toBe('deleted');
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
  });

  test('is finished by the next attempt, when the process was killed', async () => {
    const { ctx, panel, service, script, killed, restart, call } = await active();
    script.wire('user.delete', 'killed');
    await killed(() => closeAccount(ctx, call));
    await closeAccount(restart(), call);
    expect(panel.users.size).toBe(0);
    expect(service.status).toBe('deleted');
    expect(script.requests.filter(each => each === 'user.delete')).toHaveLength(1);
  });

  test('without an account, or with one that is gone, is told all the same', async () => {
    const { ctx, panel, user, service, script, call } = await active();
    panel.delete(user.name);
    await closeAccount(ctx, call);
    expect(service.status).toBe('deleted');
    expect(script.requests).not.toContain('user.delete');
    expect(await ctx.journal.licenses({ state: 'ended' })).toHaveLength(1);
  });

  test('deletes an account by its token, where the state file was lost', async () => {
    const world = await active();
    await forget(world);
    await closeAccount(world.ctx, world.call);
    expect(world.panel.users.size).toBe(0);
  });

  test('deletes no account of which only the name is known', async () => {
    const world = await active();
    await forget(world);
    world.user.fullname = 'a client';
    await expect(closeAccount(world.ctx, world.call)).rejects.toMatchObject({
      type: 'account_foreign',
    });
    expect(world.panel.users.size).toBe(1);
    expect(world.service.status).toBe('active');
  });
});
