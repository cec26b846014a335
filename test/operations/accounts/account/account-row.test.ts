import { expect, test } from 'vitest';
import { accountRow } from '../../../../src/operations/accounts/account/account-row.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor } from '../../../support/service.ts';

const OWNER = { account: 'panel', item: '117', module: '8' };
const ACCOUNT = { name: 'user117', template: 'ftp', status: 'suspended', fullname: 'x' } as const;

test('an account is a license of the panel: its name the id, its template the preset', async () => {
  const { ctx, orderAccount } = aWorld();
  const { service } = await accountTargetFor(ctx, orderAccount());
  expect(accountRow(OWNER, ACCOUNT, service)).toMatchObject({
    ...OWNER,
    itemtype: 'backupservice',
    licenseId: 'user117',
    preset: 'ftp',
    tariff: '30',
    period: '1',
    clientPeriod: 1,
    licname: 'x',
    status: 'suspended',
    paidUntil: '2027-04-10',
    pricelist: '',
    ip: '',
  });
});

test('one that was imported just now has no tariff and no date yet; no status is active', () => {
  expect(accountRow(OWNER, { ...ACCOUNT, status: null }, null)).toMatchObject({
    tariff: '',
    period: '',
    clientPeriod: null,
    paidUntil: null,
    status: 'active',
  });
});
