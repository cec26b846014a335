import { describe, expect, test } from 'vitest';
import {
  changedPassword,
  drawPassword,
  givenPasswordStep,
  isReadable,
  passwordDigest,
  rememberPassword,
  resetPasswordStep,
} from '../../../../src/operations/accounts/account/account-password.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor, openedAccount, runOf } from '../../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  return { ...world, service, user };
}

describe('a password that the client has set', () => {
  test('is one that differs from what both sides had', async () => {
    const { ctx, service } = await active();
    expect(await changedPassword(ctx, await accountTargetFor(ctx, service))).toBeNull();
    service.params.set('userpassword', 'of-the-client-1');
    expect(await changedPassword(ctx, await accountTargetFor(ctx, service))).toBe(
      'of-the-client-1',
    );
  });

  test('is none where nothing is known of the one before', async () => {
    const { ctx, orderAccount } = aWorld();
    const service = orderAccount();
    service.params.set('userpassword', 'of-the-client-1');
    expect(await changedPassword(ctx, await accountTargetFor(ctx, service))).toBeNull();
  });

  test.each(['', '********', 'x'.repeat(101)])('is none where the form shows "%s"', async text => {
    expect(isReadable(text)).toBe(false);
    const { ctx, service } = await active();
    service.params.set('userpassword', text);
    expect(await changedPassword(ctx, await accountTargetFor(ctx, service))).toBeNull();
  });

  test('is given to the account, and then the same on both sides', async () => {
    const { ctx, service, user } = await active();
    service.params.set('userpassword', 'of-the-client-1');
    const target = await accountTargetFor(ctx, service);
    const run = await runOf(ctx, target, 'setparam');
    await run.step('password', givenPasswordStep(ctx, target, user.name));
    expect(user.password).toBe('of-the-client-1');
    expect(await changedPassword(ctx, target)).toBeNull();
  });
});

describe('a password that is not known for certain', () => {
  test('is drawn anew on both sides, again after each interruption', async () => {
    const { ctx, service, user, script, killed, restart } = await active();
    const before = user.password;
    const reset = async (now = ctx) => {
      const target = await accountTargetFor(now, service);
      const run = await runOf(now, target, 'reopen');
      return run.step('password', resetPasswordStep(now, target, user.name));
    };
    script.wire('user.edit sok', 'killed');
    await killed(() => reset());
    await reset(restart());
    expect(user.password).not.toBe(before);
    expect(user.password).toBe(service.params.get('userpassword'));
  });

  test('is not written down in the journal', async () => {
    const { ctx, service, user } = await active();
    const [row] = await ctx.journal.operations({ item: service.id });
    const memory = await ctx.journal.recall(`account secret ${service.id}`);
    const written = JSON.stringify([row, await ctx.journal.steps(row?.id ?? 0), memory]);
    expect(memory).not.toBeNull();
    expect(written).not.toContain(user.password);
  });
});

test('a digest tells one password from another, service by service, and is of no use to guess by', async () => {
  expect(passwordDigest('117', 'a')).toMatch(/^[0-9a-f]{6}$/);
  expect(passwordDigest('117', 'a')).not.toBe(passwordDigest('117', 'b'));
  expect(passwordDigest('117', 'a')).not.toBe(passwordDigest('118', 'a'));
  const { ctx } = aWorld();
  await rememberPassword(ctx, '117', 'a');
  expect((await ctx.journal.recall('account secret 117'))?.value).toBe(passwordDigest('117', 'a'));
  expect(drawPassword()).not.toBe(drawPassword());
});
