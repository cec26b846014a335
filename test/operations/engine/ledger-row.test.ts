import { expect, test } from 'vitest';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { tempJournal } from '../../journal/support/temp.ts';

const OWNER = { account: 'a', itemtype: 'soft', licenseId: '5', item: '117', module: '1' };

test('a row says whose it is, and what is known; the rest is empty, and the journal takes it', async () => {
  const journal = await tempJournal();
  const row = ledgerRow({ ...OWNER }, { tariff: '7', status: 'active' });
  await journal.write([{ put: row }]);
  expect(await journal.licenseOf('117')).toMatchObject({
    ...OWNER,
    state: 'live',
    tariff: '7',
    status: 'active',
    paidUntil: null,
    addons: {},
  });
});

test('nothing else of what it is made from gets into it', () => {
  const target = { ...OWNER, service: { id: '117' } };
  expect(Object.keys(ledgerRow(target, {}))).not.toContain('service');
});
