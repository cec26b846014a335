import { expect, test } from 'vitest';
import { saveAccountParams } from '../../../../src/operations/accounts/account/account-params.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor } from '../../../support/service.ts';

test('name and panel are saved on the service, and only what differs', async () => {
  const { ctx, script, orderAccount } = aWorld();
  const service = orderAccount();
  await saveAccountParams(ctx, await accountTargetFor(ctx, service), 'user117');
  expect(Object.fromEntries(service.params)).toEqual({
    username: 'user117',
    url: 'https://panel.example:1500/ispmgr',
  });
  const target = await accountTargetFor(ctx, service);
  script.calls.length = 0;
  await saveAccountParams(ctx, target, 'user117');
  expect(script.calls).toEqual([]);
});
