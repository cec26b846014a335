import { expect, test } from 'vitest';
import { canonicalAddress, isHostAddress, sameAddress } from '../../src/base/address.ts';

test.each([
  ['2001:DB8:0:0:0:0:0:5', '2001:db8::5'],
  [' 2001:0db8:0000::0005 ', '2001:db8::5'],
  ['::FFFF:192.0.2.1', '::ffff:c000:201'],
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.010', '192.0.2.010'],
  ['2001:db8::5::1', '2001:db8::5::1'],
  ['::1]/[::2', '::1]/[::2'],
  ['shop.example:80', 'shop.example:80'],
  ['', ''],
])('"%s" is compared as "%s"', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});

test('addresses are the same however they are written', () => {
  expect(sameAddress('2001:DB8:0:0:0:0:0:5', '2001:db8::5')).toBe(true);
  expect(sameAddress('2001:db8::5', '2001:db8::6')).toBe(false);
  expect(sameAddress('192.0.2.1', '192.0.2.10')).toBe(false);
});

test.each(['', ' ', '0.0.0.0', '::', '0:0:0:0:0:0:0:0'])('"%s" is no machine’s address', text => {
  expect(isHostAddress(text)).toBe(false);
  expect(isHostAddress('192.0.2.1') && isHostAddress('2001:db8::5')).toBe(true);
});
