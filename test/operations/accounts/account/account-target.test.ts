import { expect, test } from 'vitest';
import { accountTargetOf } from '../../../../src/operations/accounts/account/account-target.ts';
import { openAccount } from '../../../../src/operations/accounts/open.ts';
import { aWorld } from '../../../support/a-world.ts';
import { byHand } from '../../../support/service.ts';

test('an operation is about the service, and the panel of its processing module', async () => {
  const { ctx, orderAccount } = aWorld();
  const service = orderAccount();
  expect(await accountTargetOf(ctx, byHand(service))).toMatchObject({
    item: service.id,
    module: '8',
    panel: { key: 'panel.example:1500/ispmgr' },
  });
});

test.each([
  ['no service', 'service_missing', {}, '5'],
  ['a service of another kind', 'not_sold_here', { itemtype: 'soft' }, undefined],
])('%s is told: %s', async (_, type, wish, item) => {
  const { ctx, orderAccount } = aWorld();
  const service = orderAccount(wish);
  await expect(accountTargetOf(ctx, byHand({ id: item ?? service.id }))).rejects.toMatchObject({
    type,
  });
});

test('a panel may call the product type storage; the ledger has one name for it', async () => {
  const { ctx, orderAccount, asked } = aWorld();
  const service = orderAccount({ itemtype: 'storage' });
  const { service: read } = await accountTargetOf(ctx, byHand(service));
  expect(read.itemtype).toBe('storage');
  await openAccount(ctx, asked(service, 'open'));
  expect(service.status).toBe('active');
  expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ itemtype: 'backupservice' });
});

test('a service that tells no module has the only one of ours, never one of several', async () => {
  const { ctx, orderAccount, billmanager } = aWorld();
  const call = byHand(orderAccount({ processingmodule: '' }));
  expect(await accountTargetOf(ctx, call)).toMatchObject({ module: '8' });
  billmanager.modules.set('9', { ...billmanager.module('8'), id: '9' });
  await expect(accountTargetOf(ctx, call)).rejects.toMatchObject({
    type: 'fact_missing',
    object: 'processingmodule',
  });
});
