import { describe, expect, test } from 'vitest';
import {
  readService,
  targetOf,
} from '../../../../src/operations/licenses/license/license-target.ts';
import { aWorld } from '../../../support/a-world.ts';
import { byHand } from '../../../support/service.ts';

describe('what an operation on a license is about', () => {
  test('is the service, and the vendor of its processing module', async () => {
    const { ctx, order } = aWorld();
    const service = order({ itemtype: 'platform' });
    expect(await targetOf(ctx, byHand(service))).toMatchObject({
      item: service.id,
      module: '7',
      itemtype: 'platform',
      type: { address: false },
      account: 'vendor.example/billmgr reseller',
    });
  });

  test('is nothing where BILLmanager has no such service, or one of another kind', async () => {
    const { ctx, order, orderAccount } = aWorld();
    expect(order().id).not.toBe('5');
    await expect(readService(ctx, byHand({ id: '5' }))).rejects.toMatchObject({
      type: 'service_missing',
      object: '5',
    });
    await expect(targetOf(ctx, byHand(orderAccount()))).rejects.toMatchObject({
      type: 'not_sold_here',
      object: 'backupservice',
    });
  });

  test('is the one module of ours, or the one of the call, where the service names none', async () => {
    const { ctx, order, billmanager } = aWorld();
    const call = byHand(order({ processingmodule: '' }));
    expect(await targetOf(ctx, call)).toMatchObject({
      module: '7',
      service: { processingmodule: '7' },
    });
    billmanager.modules.set('9', { ...billmanager.module('7'), id: '9' });
    await expect(targetOf(ctx, call)).rejects.toMatchObject({
      type: 'fact_missing',
      kind: 'passing',
      object: 'processingmodule',
      value: `service ${call.item}, soft.edit`,
    });
    expect(await targetOf(ctx, { ...call, module: '9' })).toMatchObject({ module: '9' });
  });
});
