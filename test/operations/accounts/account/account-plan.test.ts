import { describe, expect, test } from 'vitest';
import {
  accountPlanOf,
  templateOf,
  wantedLimits,
  wantedName,
} from '../../../../src/operations/accounts/account/account-plan.ts';
import { aWorld } from '../../../support/a-world.ts';
import { type AWorld, accountTargetFor } from '../../../support/service.ts';

async function planned(
  world: AWorld,
  wish: Parameters<AWorld['order']>[0] = {},
  params: Record<string, string> = {},
) {
  const { ctx, billmanager } = world;
  const tariff = billmanager.tariff('30');
  const all = new Map([...tariff.params, ...Object.entries(params)]);
  billmanager.tariffs.set('30', { ...tariff, params: all });
  const target = await accountTargetFor(ctx, world.orderAccount(wish));
  return { target, plan: await accountPlanOf(ctx, target) };
}

const disc = (value: string) => ({ addons: new Map([['31', value]]) });
const quota = async (world: AWorld, wish: Parameters<AWorld['order']>[0]) =>
  (await planned(world, wish)).plan.limits.get('limit_quota');

describe('what a tariff asks of an account', () => {
  test('is a template and limits: what is included and what was ordered, in the panel’s unit', async () => {
    const { plan } = await planned(aWorld(), disc('5'));
    expect(plan.template).toBe('ftp');
    expect(Object.fromEntries(plan.limits)).toEqual({ limit_quota: String(15 * 1024) });
  });

  test('counts in the panel’s unit, whichever the tariff has', async () => {
    const world = aWorld();
    world.billmanager.measures.set('4', [{ intname: 'mib', relation: null }]);
    const disk = world.billmanager.resources.get('31') ?? expect.unreachable();
    world.billmanager.resources.set('31', { ...disk, measure: '4' });
    expect(await quota(world, disc('5'))).toBe('15');
    // a form that tells the name of a unit
    world.billmanager.resources.set('31', { ...disk, measure: 'gib' });
    expect(await quota(world, disc('5'))).toBe(String(15 * 1024));
    world.billmanager.resources.set('31', { ...disk, measure: '4' });
    // a unit that no other one is made of
    world.billmanager.measures.set('4', [{ intname: 'GB', relation: null }]);
    expect(await quota(world, disc('5'))).toBe(String(15 * 1024));
  });

  test('finds a resource by any of its names', async () => {
    const world = aWorld();
    const disk = world.billmanager.resources.get('31') ?? expect.unreachable();
    world.billmanager.resources.set('31', { ...disk, names: ['space', 'disk'] });
    expect(await quota(world, disc('5'))).toBe(String(15 * 1024));
  });

  test('gives a trial no more than its own maximum', async () => {
    const world = aWorld();
    const disk = world.billmanager.resources.get('31') ?? expect.unreachable();
    world.billmanager.resources.set('31', { ...disk, most: 2 });
    expect(await quota(world, { ...disc('5'), period: -100 })).toBe(String(2 * 1024));
    expect(await quota(world, disc('5'))).toBe(String(15 * 1024));
  });

  test.each(['lots', '-1'])('takes "%s" for no amount', async value => {
    await expect(planned(aWorld(), disc(value))).rejects.toMatchObject({
      type: 'resource_bad',
      object: 'disc',
    });
  });

  test('must name a template; a new one wins over the chosen one', async () => {
    await expect(planned(aWorld(), {}, { account_template: ' ' })).rejects.toMatchObject({
      type: 'template_unnamed',
      object: 'Storage',
    });
    const { plan } = await planned(aWorld(), {}, { account_template_new: 'fresh' });
    expect(templateOf(plan.tariff)).toBe('fresh');
  });
});

test('the tariff’s limits go over the template’s; a template that is not there has none', async () => {
  const { target, plan } = await planned(aWorld(), disc('5'));
  expect(Object.fromEntries((await wantedLimits(target, plan)) ?? [])).toEqual({
    limit_db: '0',
    limit_quota: String(15 * 1024),
  });
  expect(await wantedLimits(target, { ...plan, template: 'fresh' })).toBeNull();
});

test('a name comes from the tariff’s template; the client is asked for only where it says so', async () => {
  const world = aWorld();
  world.billmanager.users.set('1', 'Anna@example.com');
  const plain = await planned(world);
  expect(await wantedName(world.ctx, plain.target, plain.plan)).toBe(`user${plain.target.item}`);
  expect(world.script.calls).not.toContain('user');
  const named = await planned(world, {}, { username_template: '@USERNAME@-@ID@' });
  expect(await wantedName(world.ctx, named.target, named.plan)).toBe(`anna-${named.target.item}`);
});

test('a client whom BILLmanager does not tell is no part of a name', async () => {
  const world = aWorld();
  const nobody = await planned(world, { account: '' }, { username_template: 'a@ACCOUNT_ID@-@ID@' });
  await expect(wantedName(world.ctx, nobody.target, nobody.plan)).rejects.toMatchObject({
    type: 'fact_missing',
    kind: 'passing',
    object: 'account',
    value: `service ${nobody.target.item}, backupservice.edit`,
  });
  const unnamed = await planned(world, {}, { username_template: 'ftp-@USERNAME@' });
  await expect(wantedName(world.ctx, unnamed.target, unnamed.plan)).rejects.toMatchObject({
    type: 'fact_missing',
    object: 'user name',
    value: `service ${unnamed.target.item}, user, account 1`,
  });
});
