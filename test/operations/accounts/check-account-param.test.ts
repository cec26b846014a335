import { describe, expect, test } from 'vitest';
import { checkAccountParam } from '../../../src/operations/accounts/check-account-param.ts';
import { openAccount } from '../../../src/operations/accounts/open.ts';
import { aWorld } from '../../support/a-world.ts';

function hosting() {
  const world = aWorld();
  const { ctx, orderHosting } = world;
  const service = orderHosting();
  const check = (param: string, value: string) =>
    checkAccountParam(ctx, { item: service.id, module: '8', param, value });
  return { ...world, service, check };
}

describe('the order form of hosting', () => {
  test('takes a domain and a user name that nobody has', async () => {
    const { check } = hosting();
    await check('domain', 'Магазин.рф');
    await check('domain', '');
    await check('username', 'Shop-1');
    await check('ip', 'whatever');
  });

  test.each([
    ['domain', 'http://shop.example', 'domain_bad'],
    ['domain', 'магазин.рф', 'domain_taken'],
    ['username', 'имя', 'account_name_bad'],
    ['username', 'Victim', 'account_name_taken'],
  ])('refuses the %s "%s": %s', async (param, value, type) => {
    const { panel, check } = hosting();
    panel.addUser('victim');
    panel.addDomain('victim', 'xn--80aairftm.xn--p1ai', 'webdomain');
    await expect(check(param, value)).rejects.toMatchObject({ type });
  });

  test('takes what the service has already', async () => {
    const { ctx, check, service, asked } = hosting();
    service.params.set('domain', 'shop.example');
    await openAccount(ctx, asked(service, 'open'));
    await check('domain', 'shop.example');
    await check('username', service.params.get('username') ?? '');
  });

  test('checks only the spelling where nobody knows which panel it will be', async () => {
    const { ctx, billmanager, panel, script } = aWorld();
    panel.addUser('victim');
    billmanager.modules.set('9', { ...billmanager.module('8'), id: '9' });
    const check = { item: '999', module: '', param: 'username', value: 'victim' };
    await checkAccountParam(ctx, check);
    await expect(checkAccountParam(ctx, { ...check, value: '!' })).rejects.toMatchObject({
      type: 'account_name_bad',
    });
    expect(script.requests).toEqual([]);
  });
});
