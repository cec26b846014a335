import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import {
  openAccount,
  openAccountWithFailover,
  reopenAccount,
} from '../../../src/operations/accounts/open.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

describe('opening a storage', () => {
  test('makes an account from the template, tells the service of it and activates it', async () => {
    const { ctx, panel, billmanager, orderAccount, asked } = aWorld();
    const service = orderAccount({ addons: new Map([['31', '5']]) });
    await openAccount(ctx, asked(service, 'open'));
    const user = panel.require(`user${service.id}`);
    expect(user).toMatchObject({ template: 'ftp', status: 'active' });
    expect(Object.fromEntries(user.limits)).toEqual({ limit_db: '0', limit_quota: '15360' });
    expect(Object.fromEntries(service.params)).toMatchObject({
      username: user.name,
      userpassword: user.password,
      url: 'https://panel.example:1500/ispmgr',
    });
    expect(service.status).toBe('active');
    expect(billmanager.operations.size).toBe(0);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: user.name });
  });

  test.each(['user.add.finish', 'user.edit', 'preset.edit'])(
    'that is killed while %s is on its way makes one account, whose password both sides know',
    async func => {
      const { ctx, panel, script, orderAccount, asked, killed, restart } = aWorld();
      const service = orderAccount();
      const call = asked(service, 'open');
      script.wire(func, 'killed');
      await killed(() => openAccount(ctx, call));
      await openAccount(restart(), call);
      expect([...panel.users.keys()]).toEqual([`user${service.id}`]);
      const [user] = [...panel.users.values()];
      expect(service.params.get('userpassword')).toBe(user?.password);
      expect(service.status).toBe('active');
    },
  );

  test('sets the password in the next attempt, where this one could not', async () => {
    const { ctx, panel, lies, script, orderAccount, asked, restart } = aWorld();
    const service = orderAccount();
    const call = asked(service, 'open');
    lies.panel.create = async ({ name, fullname }) => {
      panel.addUser(name, { fullname });
      return 'taken';
    };
    script.wire('user.edit sok', 'lost');
    await expect(openAccount(ctx, call)).rejects.toMatchObject({ type: 'panel_answer_lost' });
    await openAccount(restart(), call);
    const { password } = panel.require(`user${service.id}`);
    expect(password).toBe(service.params.get('userpassword'));
    expect(service.status).toBe('active');
  });

  test('passes over a name that somebody else has', async () => {
    const { ctx, panel, orderAccount, asked } = aWorld();
    const service = orderAccount();
    const theirs = panel.addUser(`user${service.id}`, { fullname: 'theirs' });
    await openAccount(ctx, asked(service, 'open'));
    expect(service.params.get('username')).toBe(`user${service.id}1`);
    expect(theirs).toMatchObject({ fullname: 'theirs', password: 'somebody-knows' });
  });

  test('takes up an account that is bound already, and switches it on', async () => {
    const world = aWorld();
    const { service, user } = await openedAccount(world);
    user.status = 'suspended';
    service.params.delete('url');
    await reopenAccount(world.restart(), world.asked(service, 'reopen'));
    expect(user.status).toBe('active');
    expect(service.params.get('url')).toBe('https://panel.example:1500/ispmgr');
    expect(world.panel.users.size).toBe(1);
    expect(world.script.calls).toContain('postreopen');
    expect(world.script.calls).not.toContain('open');
  });

  test('begins nothing in maintenance', async () => {
    const { ctx, panel, state, orderAccount, asked } = aWorld();
    state.maintenance = true;
    const call = asked(orderAccount(), 'open');
    await expect(openAccount(ctx, call)).rejects.toMatchObject({ type: 'maintenance' });
    expect(panel.users.size).toBe(0);
    expect(await ctx.journal.operations({ item: call.item })).toEqual([]);
  });

  test('on another panel of the tariff, when this one does not answer', async () => {
    const { ctx, lies, billmanager, orderAccount, asked } = aWorld();
    const service = orderAccount();
    billmanager.modules.set('9', { ...billmanager.module('8'), id: '9' });
    billmanager.nextModules.push('9');
    lies.panel.template = async name => {
      if (service.processingmodule === '8') throw new Fault('panel_unreachable');
      return { name, limits: new Map() };
    };
    await openAccountWithFailover(ctx, asked(service, 'open'));
    expect(service).toMatchObject({ status: 'active', processingmodule: '9' });
  });
});
