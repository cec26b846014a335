import { expect, test } from 'vitest';
import { panelSession } from '../../../src/operations/accounts/panel-session.ts';
import { aWorld } from '../../support/a-world.ts';
import { byHand, openedAccount } from '../../support/service.ts';

test('a client comes into the panel as the own account, with a key and without a password', async () => {
  const world = aWorld();
  const { service, user } = await openedAccount(world);
  const url = new URL(await panelSession(world.ctx, byHand(service)));
  expect(`${url.origin}${url.pathname}`).toBe('https://panel.example:1500/ispmgr');
  const { func, username, key, ...others } = Object.fromEntries(url.searchParams);
  expect({ func, username, others }).toEqual({ func: 'auth', username: user.name, others: {} });
  expect(world.panel.sessions.get(key ?? '')).toBe(user.name);
  expect(url.href).not.toContain(user.password);
});

test('nobody comes in as an account that is not the own one of the service', async () => {
  const { ctx, panel, orderHosting } = aWorld();
  panel.addUser('victim');
  const service = orderHosting();
  service.params.set('username', 'victim');
  await expect(panelSession(ctx, byHand(service))).rejects.toMatchObject({
    type: 'account_foreign',
  });
  expect(panel.sessions.size).toBe(0);
});
