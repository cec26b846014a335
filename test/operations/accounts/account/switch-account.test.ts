import { describe, expect, test } from 'vitest';
import { switchAccount } from '../../../../src/operations/accounts/account/switch-account.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor, openedAccount, runOf } from '../../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  const off = async (ctx = world.ctx) =>
    switchAccount(await runOf(ctx, await accountTargetFor(ctx, service), 'suspend'), 'suspended');
  const sent = () => world.script.requests.filter(each => each === 'user.suspend').length;
  return { ...world, service, user, off, sent };
}

describe('switching an account off', () => {
  test('tells the panel, and what its row is to say', async () => {
    const { user, off, sent } = await active();
    const { outcome, ledger } = await off();
    expect(user.status).toBe('suspended');
    expect(outcome).toEqual({ account: user.name });
    expect(ledger?.(true)).toMatchObject([{ change: { status: 'suspended' } }]);
    expect(sent()).toBe(1);
  });

  test('sends nothing where it is off', async () => {
    const { user, off, sent } = await active();
    user.status = 'suspended';
    await off();
    expect(sent()).toBe(0);
  });

  test('sends it once, however it is interrupted', async () => {
    const { user, script, killed, restart, off, sent } = await active();
    script.wire('user.suspend', 'killed');
    await killed(() => off());
    await off(restart());
    expect(user.status).toBe('suspended');
    expect(sent()).toBe(1);
  });

  test('sends it again where the panel does not tell the status', async () => {
    const { panel, user, script, killed, restart, off, sent } = await active();
    panel.tellsStatus = false;
    script.wire('user.suspend', 'killed');
    await killed(() => off());
    await off(restart());
    expect(user.status).toBe('suspended');
    expect(sent()).toBe(2);
  });
});
