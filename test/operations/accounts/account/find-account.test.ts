import { describe, expect, test } from 'vitest';
import {
  boundAccount,
  findAccount,
  ownershipOf,
  readAccount,
  requireAccount,
} from '../../../../src/operations/accounts/account/find-account.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor, openedAccount } from '../../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  const target = await accountTargetFor(world.ctx, service);
  /** As after the loss of the state file. */
  const forget = async () => {
    const row = await world.ctx.journal.licenseOf(service.id);
    await world.ctx.journal.write([{ update: row?.id ?? 0, change: { state: 'ended' } }]);
  };
  return { ...world, service, user, target, forget };
}

describe('the account of a service', () => {
  test('is the ledger’s; null tells that it is gone', async () => {
    const { ctx, panel, user, target } = await active();
    expect(await findAccount(ctx, target)).toMatchObject({ account: { name: user.name } });
    panel.delete(user.name);
    expect(await findAccount(ctx, target)).toMatchObject({ account: null });
    await expect(requireAccount(ctx, target)).rejects.toMatchObject({
      type: 'account_gone',
      value: user.name,
    });
    await expect(readAccount(target, user.name)).rejects.toMatchObject({ type: 'account_gone' });
  });

  test('is none of an unopened service', async () => {
    const { ctx, orderAccount } = aWorld();
    const target = await accountTargetFor(ctx, orderAccount());
    expect(await findAccount(ctx, target)).toBeNull();
    await expect(requireAccount(ctx, target)).rejects.toMatchObject({ type: 'account_unknown' });
  });

  test('is found again by the service’s own parameters', async () => {
    const { ctx, user, service, target, forget } = await active();
    await forget();
    expect(await findAccount(ctx, target, { sure: true })).toMatchObject({
      account: { name: user.name },
    });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: user.name });
  });

  test('that only a name tells is not sure', async () => {
    const { ctx, user, target, forget } = await active();
    await forget();
    user.fullname = 'Anna';
    await expect(findAccount(ctx, target, { sure: true })).rejects.toMatchObject({
      type: 'account_foreign',
    });
    expect(await findAccount(ctx, target)).toMatchObject({ account: { name: user.name } });
  });

  test('is not one that carries another service’s token, or serves another service', async () => {
    const { ctx, user, target, forget, orderAccount, service } = await active();
    const second = orderAccount();
    for (const [name, value] of service.params) second.params.set(name, value);
    user.fullname = 'Anna';
    await expect(findAccount(ctx, await accountTargetFor(ctx, second))).rejects.toMatchObject({
      type: 'account_foreign',
    });
    await forget();
    user.fullname = 'service 900 0123abcd';
    await expect(findAccount(ctx, target)).rejects.toMatchObject({ type: 'account_foreign' });
  });
});

describe('a panel whose address has changed', () => {
  test('keeps its accounts, as far as they carry the token', async () => {
    const { ctx, service, user, target } = await active();
    const moved = { ...target, panel: { ...target.panel, key: 'new.example/ispmgr' } };
    expect(await boundAccount(ctx, moved)).toMatchObject({ account: { name: user.name } });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      account: 'new.example/ispmgr',
    });
  });

  test('is not taken for one with an account of the same name', async () => {
    const { ctx, service, user, target } = await active();
    user.fullname = 'somebody else';
    const moved = { ...target, panel: { ...target.panel, key: 'new.example/ispmgr' } };
    await expect(boundAccount(ctx, moved)).rejects.toMatchObject({ type: 'account_foreign' });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      account: 'panel.example:1500/ispmgr',
    });
  });
});

test('an account is proved by its token, named by name and panel, else foreign', async () => {
  const { target, user, panel } = await active();
  const judged = (fullname: string, name = user.name) => {
    const account = panel.read(user.name);
    if (account === null) throw new Error('there is no account');
    return ownershipOf(target, { ...account, name, fullname });
  };
  expect(judged(user.fullname)).toBe('proved');
  expect(judged('Anna')).toBe('named');
  expect(judged('Anna', 'anna')).toBe('foreign');
  expect(judged('service 900 0123abcd')).toBe('foreign');
});
