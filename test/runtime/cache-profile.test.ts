import { expect, test } from 'vitest';
import { cacheName, cacheProfileOf } from '../../src/runtime/cache-profile.ts';

test.each([
  ['--command open --item 117', 'open'],
  ['--item 117 --command=open', 'open'],
  ['-c open -i 117', 'open'],
  ['-copen', 'open'],
  ['open 117', 'open'],
  ['checkevent --json', 'checkevent'],
  ['conf check', 'conf'],
  ['--command', ''],
  ['--help', ''],
  ['', ''],
])('a call "%s" is one of "%s"', (line, profile) => {
  expect(cacheProfileOf('pmcpbillmgr', line.split(' '))).toBe(profile);
});

test.each(['pmcpispmgr', '/usr/local/mgr5/processing/pmcpispmgr'])(
  'a call of %s is one on accounts, whatever its command',
  startedAs => {
    expect(cacheProfileOf(startedAs, ['--command', 'open', '--item', '117'])).toBe('pmcpispmgr');
  },
);

test('the cache for all other calls has a name that no command makes', () => {
  expect(cacheName('entrypoints-module-entrypoint.js', 'open')).toBe(
    'entrypoints-module-entrypoint.js@open',
  );
  expect(cacheName('entrypoints-module-entrypoint.js')).toBe(
    cacheName('entrypoints-module-entrypoint.js', ''),
  );
});
