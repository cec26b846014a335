import { expect, test } from 'vitest';
import { AddressLimit } from '../../../src/entrypoints/gateway/limits.ts';

/** How many of `count` requests at `now` are let through. */
function passing(limit: AddressLimit, address: string, now: number, count = 100): number {
  let passed = 0;
  for (let request = 0; request < count; request += 1) if (limit.take(address, now)) passed += 1;
  return passed;
}

test('four seconds’ worth of requests pass at once, then so many a second', () => {
  const limit = new AddressLimit(5);
  expect(passing(limit, '198.51.100.1', 1000)).toBe(20);
  expect(passing(limit, '198.51.100.1', 1100)).toBe(0);
  expect(passing(limit, '198.51.100.1', 2000)).toBe(5);
  expect(passing(limit, '198.51.100.1', 60_000)).toBe(20);
});

test('an IPv6 client counts as its /64, an address within IPv6 as itself', () => {
  const limit = new AddressLimit(1);
  expect(passing(limit, '2001:db8::1', 0)).toBe(4);
  expect(passing(limit, '2001:db8:0:0:ffff::2', 0)).toBe(0);
  expect(passing(limit, '2001:db8:0:1::1', 0)).toBe(4);
  expect(passing(limit, '::ffff:198.51.100.1', 0)).toBe(4);
  expect(passing(limit, '198.51.100.1', 0)).toBe(0);
});

test('0 is no limit', () => {
  expect(passing(new AddressLimit(0), '198.51.100.1', 0)).toBe(100);
});
