import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { setparamAccount } from '../../../src/operations/accounts/setparam.ts';
import { aWorld } from '../../support/a-world.ts';
import { openedAccount } from '../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, user } = await openedAccount(world, { addons: new Map([['31', '5']]) });
  return { ...world, service, user, call: world.asked(service, 'setparam') };
}

const changes = (requests: readonly string[]) => requests.filter(each => each === 'user.edit sok');

describe('an account is brought in line with its service', () => {
  test('by limits alone, where only these differ', async () => {
    const { ctx, service, user, script, call } = await active();
    service.addons.set('31', '20');
    await setparamAccount(ctx, call);
    expect(user.limits.get('limit_quota')).toBe('30720');
    expect(user.password).toBe(service.params.get('userpassword'));
    expect(changes(script.requests)).toHaveLength(1);
    expect(service.status).toBe('active');
  });

  test('not at all where nothing differs', async () => {
    const { ctx, script, billmanager, call } = await active();
    await setparamAccount(ctx, call);
    expect(changes(script.requests)).toEqual([]);
    expect(billmanager.operations.size).toBe(0);
  });

  test('by another template, with all limits', async () => {
    const { ctx, panel, billmanager, script, user, call } = await active();
    const tariff = billmanager.tariff('30');
    billmanager.tariffs.set('30', { ...tariff, params: new Map([['account_template', 'big']]) });
    panel.templates.set('big', new Map([['limit_db', '9']]));
    await setparamAccount(ctx, call);
    expect(user.template).toBe('big');
    expect(Object.fromEntries(user.limits)).toEqual({ limit_db: '9', limit_quota: '15360' });
    expect(changes(script.requests)).toHaveLength(1);
  });

  test('by a password that the client has set', async () => {
    const { ctx, service, user, call } = await active();
    service.params.set('userpassword', 'of-the-client-1');
    await setparamAccount(ctx, call);
    expect(user.password).toBe('of-the-client-1');
  });

  test('once, when the process was killed', async () => {
    const { ctx, service, user, script, killed, restart, call } = await active();
    service.addons.set('31', '20');
    script.wire('user.edit sok', 'killed');
    await killed(() => setparamAccount(ctx, call));
    await setparamAccount(restart(), call);
    expect(user.limits.get('limit_quota')).toBe('30720');
    expect(changes(script.requests)).toHaveLength(1);
  });

  test('or the tariff is rolled back, where it cannot be for good', async () => {
    const { ctx, billmanager, service, call } = await active();
    billmanager.tariffs.set('32', { ...billmanager.tariff('30'), id: '32', params: new Map() });
    Object.assign(service, { tariff: '32', lastpricelist: '30' });
    await expect(setparamAccount(ctx, call)).rejects.toMatchObject({ type: 'template_unnamed' });
    expect(service.tariff).toBe('30');
  });

  test('but not where the account has the new tariff already', async () => {
    const { ctx, billmanager, service, user, lies, call } = await active();
    const params = new Map([['account_template', 'ftp']]);
    billmanager.tariffs.set('32', { ...billmanager.tariff('30'), id: '32', params });
    Object.assign(service, { tariff: '32', lastpricelist: '30' });
    service.addons.set('31', '20');
    service.params.set('userpassword', 'of-the-client-1');
    const { accounts } = await ctx.panel({ url: '', username: '', password: '' });
    lies.panel.change = async (name, wish) => {
      if (wish.password !== undefined) throw new Fault('panel_value', { object: 'passwd' });
      await accounts.change(name, wish);
    };
    await expect(setparamAccount(ctx, call)).rejects.toMatchObject({ type: 'panel_value' });
    expect(user.limits.get('limit_quota')).toBe('30720');
    expect(service.tariff).toBe('32');
  });
});
