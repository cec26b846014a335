import { expect, test } from 'vitest';
import { saveBalance } from '../../../src/operations/queries/save-balance.ts';
import { aWorld } from '../../support/a-world.ts';

test('the first balance that the vendor tells is saved for the module', async () => {
  const { ctx, vendor, billmanager, lies } = aWorld();
  vendor.balance = 12.5;
  expect(await saveBalance(ctx, '7')).toEqual([{ amount: '12.50', currency: 'EUR' }]);
  expect(billmanager.balances.get('7')).toBe('12.50 EUR');
  lies.vendor.balance = async () => [
    { amount: '1.00', currency: 'RUB' },
    { amount: '2.00', currency: 'EUR' },
  ];
  await saveBalance(ctx, '7');
  expect(billmanager.balances.get('7')).toBe('1.00 RUB');
});

test('a vendor that tells none leaves the saved one alone', async () => {
  const { ctx, script, billmanager, lies } = aWorld();
  await saveBalance(ctx, '7');
  lies.vendor.balance = async () => [];
  expect(await saveBalance(ctx, '7')).toEqual([]);
  expect(billmanager.balances.get('7')).toBe('10000.00 EUR');
  expect(script.calls.filter(each => each === 'savebalance')).toHaveLength(1);
});
