import { describe, expect, test } from 'vitest';
import { agreementOf, type Marks } from '../../../../src/operations/licenses/license/agreement.ts';
import { PRODUCT_TYPES } from '../../../../src/vendor/product-types.ts';

const WANTED: Marks = {
  pricelists: ['3541'],
  ip: '2001:db8::5',
  names: ['shop', ''],
  parent: '555',
};
const LICENSE = { pricelist: '3541', ip: '2001:DB8::5', licname: 'shop', parentItem: '555' };

describe('a license and what is wanted of it', () => {
  test.each([
    ['soft', {}, 'agrees'],
    ['soft', { ip: '192.0.2.1' }, 'agrees'],
    ['soft', { licname: 'theirs' }, 'agrees'],
    ['soft', { ip: '192.0.2.1', licname: 'theirs' }, 'differs'],
    ['soft', { ip: '192.0.2.1', licname: '' }, 'differs'],
    ['soft', { ip: '', licname: '' }, 'silent'],
    ['soft', { pricelist: '4601' }, 'differs'],
    ['soft', { pricelist: '' }, 'silent'],
    ['soft', { parentItem: '556' }, 'agrees'],
    ['softexternal', { licname: 'theirs' }, 'agrees'],
    ['platform', { ip: '192.0.2.1' }, 'agrees'],
    ['platform', { licname: 'theirs' }, 'differs'],
    ['platform', { licname: '' }, 'silent'],
    ['addition', { ip: '192.0.2.1', licname: 'theirs' }, 'agrees'],
    ['addition', { parentItem: '556' }, 'differs'],
    ['addition', { parentItem: '' }, 'silent'],
    ['addition', { pricelist: '1' }, 'differs'],
  ] as const)('of type %s with %j: %s', (itemtype, change, agreement) => {
    expect(agreementOf(PRODUCT_TYPES[itemtype], { ...LICENSE, ...change }, WANTED)).toBe(agreement);
  });

  test.each([
    [{ pricelists: [] }, 'silent'],
    [{ pricelists: ['4601', '3541'] }, 'agrees'],
    [{ ip: '', names: [] }, 'silent'],
    [{ ip: '0.0.0.0', names: [] }, 'silent'],
    [{ ip: '', names: ['', ''] }, 'silent'],
    [{ ip: '', names: ['theirs', 'shop'] }, 'agrees'],
  ])('of which only %j is wanted: %s', (change, agreement) => {
    expect(agreementOf(PRODUCT_TYPES.soft, LICENSE, { ...WANTED, ...change })).toBe(agreement);
  });
});

test('an address that is set on neither side binds nothing', () => {
  const license = { ...LICENSE, ip: '0.0.0.0', licname: '' };
  const wanted = { ...WANTED, ip: '0.0.0.0' };
  expect(agreementOf(PRODUCT_TYPES.soft, license, wanted)).toBe('silent');
  expect(agreementOf(PRODUCT_TYPES.soft, license, WANTED)).toBe('differs');
});
