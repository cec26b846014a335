import { describe, expect, test } from 'vitest';
import {
  readService,
  targetOf,
  vendorLogin,
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

  test('is left to the conf where the service names no module', async () => {
    const { ctx } = aWorld();
    expect(await vendorLogin(ctx, '')).toEqual({
      url: '',
      username: '',
      password: '',
      params: new Map(),
    });
    expect(await vendorLogin(ctx, '7')).toMatchObject({ id: '7', username: 'reseller' });
  });
});
