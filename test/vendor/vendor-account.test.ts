import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { upstreamAccount } from '../../src/vendor/vendor-account.ts';

test.each([
  'https://api.example.com/billmgr',
  'HTTPS://API.example.com:443/billmgr/',
  'https://someone:secret@api.example.com/billmgr?authinfo=someone:secret',
  ' api.example.com/billmgr ',
])('the account of %s is always the same and holds no secret', url => {
  expect(upstreamAccount(url, 'Reseller@Example.com')).toBe(
    'api.example.com/billmgr reseller@example.com',
  );
});

test('another host, port, path or user is another account', () => {
  const keys = [
    upstreamAccount('https://api.example.com/billmgr', 'a'),
    upstreamAccount('https://api.example.com/billmgr', 'b'),
    upstreamAccount('https://api.example.com:1500/billmgr', 'a'),
    upstreamAccount('https://api.example.com/manager/billmgr', 'a'),
    upstreamAccount('https://my.example.com/billmgr', 'a'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('what is no address is refused without repeating it', () => {
  const url = 'https://user:secret@:/';
  expect(() => upstreamAccount(url, 'a')).toThrow(Fault);
  expect(() => upstreamAccount(url, 'a')).not.toThrow('secret');
});
