import { describe, expect, test } from 'vitest';
import { checkParam, type ParamCheck } from '../../../src/operations/queries/check-param.ts';
import { aWorld } from '../../support/a-world.ts';

const FORM: ParamCheck = {
  item: '',
  module: '7',
  pricelist: '10',
  period: 1,
  param: 'ip',
  value: '192.0.2.66',
};

describe('an address on the order form', () => {
  test('is asked at the vendor, and nothing is ordered', async () => {
    const { ctx, script, charges } = aWorld();
    await checkParam(ctx, FORM);
    expect(script.requests).toEqual(['checkip']);
    expect(charges).toEqual([]);
  });

  test('that the vendor refuses is told, for a service that is there as well', async () => {
    const { ctx, vendor, order } = aWorld();
    vendor.refusedAddresses.add(FORM.value);
    await expect(checkParam(ctx, FORM)).rejects.toMatchObject({ type: 'address_refused' });
    const there = { ...FORM, item: order().id, module: '', pricelist: '', period: null };
    await expect(checkParam(ctx, there)).rejects.toMatchObject({ type: 'address_refused' });
  });

  test('of a tariff that could not be ordered anyway is told so', async () => {
    const { ctx, billmanager, script } = aWorld();
    billmanager.tariffs.set('40', { ...billmanager.tariff('10'), id: '40', intname: 'Lite' });
    await expect(checkParam(ctx, { ...FORM, pricelist: '40' })).rejects.toMatchObject({
      type: 'preset_unknown',
    });
    expect(script.requests).toEqual([]);
  });

  test('is not asked for types without the check, other params, or a tariff that nobody told', async () => {
    const { ctx, billmanager, script } = aWorld();
    billmanager.tariffs.set('41', { ...billmanager.tariff('10'), id: '41', itemtype: 'platform' });
    await checkParam(ctx, { ...FORM, pricelist: '41' });
    await checkParam(ctx, { ...FORM, param: 'licname' });
    await checkParam(ctx, { ...FORM, item: '5', pricelist: '' });
    expect(script.requests).toEqual([]);
  });

  test('is asked by the only module of ours, or not at all where there are several', async () => {
    const { ctx, billmanager, script } = aWorld();
    await checkParam(ctx, { ...FORM, module: '' });
    expect(script.requests).toEqual(['checkip']);
    billmanager.modules.set('9', { ...billmanager.module('7'), id: '9' });
    await checkParam(ctx, { ...FORM, module: '' });
    expect(script.requests).toEqual(['checkip']);
  });
});
