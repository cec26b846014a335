import { describe, expect, test } from 'vitest';
import { ledgerRow } from '../../../../src/operations/engine/ledger-row.ts';
import { movesTo } from '../../../../src/operations/licenses/license/moved-account.ts';
import { aWorld } from '../../../support/a-world.ts';

const OWNER = { account: 'old', itemtype: 'soft', licenseId: '101', item: '117', module: '7' };
const KNOWN = { ...ledgerRow(OWNER, { tariff: '10' }), id: 5, updatedAt: new Date(0) };
const isOwner = ({ item }: typeof KNOWN | { item: string | null }, remoteid: string) =>
  remoteid === item;

function rows(facts = {}) {
  const { vendor, sold } = aWorld();
  sold({ remoteid: '117', ...facts });
  return vendor.page('soft', 1, 10);
}

describe('a row of another account', () => {
  test('moves where the vendor tells of the same license under our number', () => {
    const { id, updatedAt, ...facts } = KNOWN;
    expect(movesTo('new', rows(), [KNOWN], isOwner)).toEqual([
      {
        licenseId: '101',
        writes: [{ update: 5, change: { state: 'ended' } }, { put: { ...facts, account: 'new' } }],
      },
    ]);
  });

  test.each([
    ['the number is another one', { remoteid: '118' }, {}],
    ['the license is deleted', { status: 'deleted' }, {}],
    ['the row has ended', {}, { state: 'ended' as const }],
    ['the list does not have the license', {}, { licenseId: '102' }],
  ])('stays where %s', (_, license, row) => {
    expect(movesTo('new', rows(license), [{ ...KNOWN, ...row }], isOwner)).toEqual([]);
  });
});
