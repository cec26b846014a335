import { describe, expect, test } from 'vitest';
import type { Billed } from '../../../src/reconcile/plan/billed.ts';
import {
  compareLicense,
  compareUnserved,
  type Sides,
  type Terms,
} from '../../../src/reconcile/plan/compare.ts';
import type { LicenseRow } from '../../../src/vendor/vendor.ts';
import { day } from '../../support/a-world.ts';
import { MARK } from '../../support/remoteid.ts';
import { license, row, service, sides } from './sides.ts';

const TERMS: Terms = {
  today: day('2027-03-10'),
  mark: MARK,
  keepsRemoteId: true,
  pricelists: new Map([
    ['10', '3541'],
    ['11', '4601'],
  ]),
  renewBefore: 1,
};

const compared = (change: Partial<Sides>, terms: Partial<Terms> = {}) => {
  const found = compareLicense(sides(change), { ...TERMS, ...terms });
  return found === 'foreign' ? found : found.map(({ kind, here, there }) => [kind, here, there]);
};

/** The kinds alone. */
const kindsOf = (change: Partial<Sides>) => {
  const found = compared(change);
  return found === 'foreign' ? found : found.map(([kind]) => kind);
};

test('both sides agree: no difference', () => {
  expect(compared({})).toEqual([]);
});

describe('a license that serves', () => {
  test.each<[string, Partial<LicenseRow>, Partial<Billed>, readonly string[]]>([
    ['status', { status: 'suspended' }, {}, ['status', 'active', 'suspended']],
    ['status', {}, { status: 'suspended' }, ['status', 'suspended', 'active']],
    ['tariff', { pricelist: '4601' }, {}, ['tariff', '3541', '4601']],
    ['address', { ip: '192.0.2.8' }, {}, ['address', '192.0.2.7', '192.0.2.8']],
    ['name', { licname: 'other' }, {}, ['name', 'shop', 'other']],
    ['no_mark', { remoteid: '' }, {}, ['no_mark', '117', '']],
    ['no_mark', { remoteid: '117' }, {}, ['no_mark', '117', '117']],
    ['foreign_mark', { remoteid: 'l117' }, {}, ['foreign_mark', '117', 'l117']],
    [
      'foreign_mark',
      { remoteid: `${MARK}-118-ab2c` },
      {},
      ['foreign_mark', '117', `${MARK}-118-ab2c`],
    ],
    [
      'renewal_due',
      { expiredate: day('2027-03-11') },
      {},
      ['renewal_due', '2027-04-10', '2027-03-11'],
    ],
    [
      'ends_later',
      { expiredate: day('2027-06-20') },
      {},
      ['ends_later', '2027-04-10', '2027-06-20'],
    ],
    ['autoprolong', { renewsItself: true }, {}, ['autoprolong', 'active', '2027-04-10']],
  ])('differs in %s: %j, %j', (_, there, here, difference) => {
    expect(compared({ license: license(there), service: service(here) })).toEqual([difference]);
  });

  test('that ends before its service waits for the day', () => {
    const early = sides({ license: license({ expiredate: day('2027-04-01') }) });
    expect(compareLicense(early, TERMS)).toMatchObject([
      { kind: 'ends_before', from: '2027-03-31', monthly: { amount: '5.00', currency: 'EUR' } },
    ]);
  });

  test.each<[string, Partial<LicenseRow>, Partial<Billed>]>([
    ['what is not told', { status: null, ip: '', licname: '', pricelist: '' }, {}],
    ['no address yet', { ip: '0.0.0.0' }, {}],
    ['the other spelling of an address', { ip: '2001:DB8::1' }, { ip: '2001:db8:0::1' }],
    ['three days, which month ends make', { expiredate: day('2027-04-07') }, {}],
    ['a period of the vendor’s that is longer', { period: 12, expiredate: day('2028-03-10') }, {}],
    ['a lifetime', { expiredate: null, period: 0 }, {}],
    ['a tariff that names no pricelist', {}, { pricelist: '99' }],
    ['a service that is being opened', {}, { status: 'processing' }],
    [
      'the date of a suspended service',
      { status: 'suspended', expiredate: day('2027-03-01') },
      {
        status: 'suspended',
      },
    ],
  ])('does not differ by %s', (_, there, here) => {
    expect(compared({ license: license(there), service: service(here) })).toEqual([]);
  });

  test('as it was bound to another tariff by a person, does not differ by it', () => {
    const bound = row({ preset: '4601', tariff: '10' });
    expect(compared({ license: license({ pricelist: '4601' }), ledger: bound })).toEqual([]);
  });

  test('has no mark where the account keeps none', () => {
    expect(compared({ license: license({ remoteid: '' }) }, { keepsRemoteId: false })).toEqual([]);
  });

  test('a service that is another client’s now', () => {
    expect(kindsOf({ service: service({ account: '9' }) })).toEqual(['changed_hands']);
  });

  test.each([null, service({ status: 'deleted' })])('a service that is gone: %j', gone => {
    expect(kindsOf({ service: gone })).toEqual(['orphan']);
  });

  test('a service that was given to another client, under a new number', () => {
    const gone = { service: null, claimant: '118' };
    expect(compared(gone)).toEqual([['changed_hands', '118', '117']]);
    const orphan = row({ state: 'orphan' });
    expect(compared({ ...gone, ledger: orphan })).toEqual([['changed_hands', '118', '117']]);
    expect(compared({ ...gone, ledger: null })).toEqual([['changed_hands', '118', '117']]);
  });

  test('one that its service has let go of', () => {
    expect(kindsOf({ ledger: row({ state: 'orphan' }) })).toEqual(['orphan']);
    const free = row({ state: 'released', item: null });
    expect(kindsOf({ ledger: free, service: null })).toEqual(['released_in_use']);
  });

  test.each<[string, Partial<LicenseRow>, readonly (readonly string[])[]]>([
    ['suspended', {}, []],
    ['active', { status: 'active' }, [['released_in_use', '', 'active']]],
    ['renewed by itself', { renewsItself: true }, [['released_in_use', '', 'autoprolong']]],
    ['put to use', { remoteid: 'l117' }, [['released_unusable', '', 'l117']]],
    ['untold', { remoteid: '', remoteidUnknown: true }, []],
    ['a trial', { period: -100 }, [['released_unusable', '', 'trial']]],
  ])('a released one that is %s', (_, there, differences) => {
    const free = { ledger: row({ state: 'released', item: null }), service: null, item: '' };
    const stored = { status: 'suspended', remoteid: `${MARK}-free-117`, ...there } as const;
    expect(compared({ ...free, license: license(stored) })).toEqual(differences);
  });

  test('a service of the same number that is another one', () => {
    const another = service({ account: '9', licenseId: '' });
    expect(compared({ service: another })).toEqual([['orphan', '', 'active']]);
    const given = { service: another, claimant: '118' };
    expect(compared(given)).toEqual([['changed_hands', '118', '117']]);
  });
});

describe('a license that the ledger has not', () => {
  const unknown = (remoteid: string, change: Partial<Sides> = {}) =>
    kindsOf({ ledger: null, license: license({ remoteid }), ...change });

  test.each<[string, string, Partial<Sides>, string]>([
    ['our mark, and its service has none', `${MARK}-117`, { serving: '' }, 'stray'],
    ['our mark, and its service names it', `${MARK}-117`, {}, 'stray'],
    ['our mark, and its service has another', `${MARK}-117`, { serving: '502' }, 'duplicate'],
    ['our mark, and no such service', `${MARK}-117`, { service: null, serving: '' }, 'orphan'],
    ['our mark, released, and active', `${MARK}-free-117`, { service: null }, 'released_in_use'],
    ['a bare number, and its service names it', '117', {}, 'stray'],
    ['nothing, and a service names it', '', {}, 'stray'],
    ['nothing, and nobody names it', '', { service: null, serving: '' }, 'bought_by_hand'],
  ])('carries %s', (_, remoteid, change, kind) => {
    expect(unknown(remoteid, change)).toEqual([kind]);
  });

  test.each(['l117', 'zzzzz-117-ab2c', 'zzzzz-free-117', '117'])('is others’: %s', remoteid => {
    const elsewhere = service({ licenseId: '502' });
    expect(unknown(remoteid, { service: elsewhere, serving: '502' })).toBe('foreign');
  });
});

describe('a service without a license', () => {
  test.each([
    ['active', null, 'missing'],
    ['suspended', null, 'missing'],
    ['active', row(), 'gone'],
    ['ordered', null, undefined],
    ['processing', null, undefined],
    ['deleted', null, undefined],
  ] as const)('that is %s, by the ledger %j, is %s', (status, ledger, kind) => {
    expect(compareUnserved('soft', service({ status }), ledger)?.kind).toBe(kind);
  });
});
