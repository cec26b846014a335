import { expect, test } from 'vitest';
import { today } from '../../../src/operations/engine/context.ts';
import { aWorld } from '../../support/a-world.ts';
import { targetFor } from '../../support/service.ts';

test('today is the vendor’s, once it has answered; our own before', async () => {
  const { ctx, order } = aWorld({ settings: { zone: 14 } });
  const { vendor } = await targetFor(ctx, order());
  expect(today(ctx, vendor)).toBe('2027-03-10');
  await vendor.balance();
  expect(today(ctx, vendor)).toBe('2027-03-11');
});
