import { expect, test } from 'vitest';
import { cutName } from '../../src/vendor/cut-name.ts';

test('a name is kept up to 200 characters, none of them cut in two', () => {
  expect(cutName('shop')).toBe('shop');
  expect(cutName('x'.repeat(200))).toHaveLength(200);
  expect(cutName('x'.repeat(1_000_000))).toBe('x'.repeat(200));
  expect(cutName('😀'.repeat(201))).toBe('😀'.repeat(200));
});
