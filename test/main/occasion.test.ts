import { expect, test } from 'vitest';
import { cacheName, occasionOf } from '../../src/main/occasion.ts';

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
])('a call "%s" is one of "%s"', (line, occasion) => {
  expect(occasionOf('pmcpbillmgr', line.split(' '))).toBe(occasion);
});

test.each(['pmcpispmgr', '/usr/local/mgr5/processing/pmcpispmgr'])(
  'a call of %s is one on accounts, whatever its command',
  startedAs => {
    expect(occasionOf(startedAs, ['--command', 'open', '--item', '117'])).toBe('pmcpispmgr');
  },
);

test('the cache for all other calls has a name that no command makes', () => {
  expect(cacheName('protocol-door.js', 'open')).toBe('protocol-door.js@open');
  expect(cacheName('protocol-door.js')).toBe(cacheName('protocol-door.js', ''));
});
