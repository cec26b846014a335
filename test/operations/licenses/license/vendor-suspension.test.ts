import { expect, test } from 'vitest';
import {
  forgetVendorSuspension,
  isVendorSuspension,
  noteVendorSuspension,
} from '../../../../src/operations/licenses/license/vendor-suspension.ts';
import { aWorld } from '../../../support/a-world.ts';

test('a suspension is the vendor’s from its note to its end, for one service', async () => {
  const { ctx, restart } = aWorld();
  expect(await isVendorSuspension(ctx, '117')).toBe(false);
  await noteVendorSuspension(ctx, '117');
  const later = restart();
  expect(await isVendorSuspension(later, '117')).toBe(true);
  expect(await isVendorSuspension(later, '118')).toBe(false);
  await forgetVendorSuspension(later, '117');
  expect(await isVendorSuspension(later, '117')).toBe(false);
});
