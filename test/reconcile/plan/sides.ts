import type { LedgerLicense } from '../../../src/journal/records.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import type { Billed } from '../../../src/reconcile/plan/billed.ts';
import type { Sides } from '../../../src/reconcile/plan/compare.ts';
import type { LicenseRow } from '../../../src/vendor/vendor.ts';
import { day } from '../../support/a-world.ts';
import { MARK } from '../../support/remoteid.ts';

/* A license, its service and its row in the ledger, which agree in everything. */

export const license = (change: Partial<LicenseRow> = {}): LicenseRow => ({
  id: '501',
  itemtype: 'soft',
  name: 'ispmanager Lite',
  status: 'active',
  ip: '192.0.2.7',
  licname: 'shop',
  pricelist: '3541',
  period: 1,
  createdate: day('2026-03-10'),
  expiredate: day('2027-04-10'),
  remoteid: `${MARK}-117-ab2c`,
  cost: '5.00 EUR',
  ...change,
});

export const service = (change: Partial<Billed> = {}): Billed => ({
  id: '117',
  account: '8',
  status: 'active',
  pricelist: '10',
  expiredate: day('2027-04-10'),
  createdate: day('2026-03-10'),
  processingmodule: '7',
  ip: '192.0.2.7',
  licname: 'shop',
  licenseId: '501',
  ...change,
});

const PLACE = { account: 'a', itemtype: 'soft', licenseId: '501', item: '117', module: '7' };
export const row = (change: Partial<LedgerLicense> = {}): LedgerLicense => ({
  ...ledgerRow(PLACE, { preset: '3541', tariff: '10', fingerprint: '8 2026-03-10' }),
  id: 1,
  updatedAt: new Date(0),
  ...change,
});

export const sides = (change: Partial<Sides> = {}): Sides => ({
  license: license(),
  ledger: row(),
  item: '117',
  service: service(),
  serving: '501',
  claimant: '',
  elsewhere: '',
  ...change,
});
