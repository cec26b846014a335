import { expect, test } from 'vitest';
import { checkPanel } from '../../../src/operations/accounts/account-connection.ts';
import { aWorld } from '../../support/a-world.ts';

const SETTINGS = { url: 'https://panel.example:1500', username: 'root', password: 'secret' };

test('an administrator’s login is good, and nothing is changed by asking', async () => {
  const { ctx, script } = aWorld();
  await checkPanel(ctx, SETTINGS);
  expect(script.requests).toEqual(['license.info']);
});

test.each([
  ['wrong', 'panel_auth'],
  ['reseller', 'panel_access'],
] as const)('a %s login is told: %s', async (login, type) => {
  const { ctx, panel } = aWorld();
  panel.login = login;
  await expect(checkPanel(ctx, SETTINGS)).rejects.toMatchObject({ type });
});
