import { expect, test } from 'vitest';
import {
  licenseRow,
  serviceTerms,
  vendorFacts,
} from '../../../../src/operations/licenses/license/license-row.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

const OWNER = { account: 'a', itemtype: 'soft', item: '117', module: '7' };

function aLicense(facts = {}) {
  const { vendor, sold } = aWorld();
  const license = vendor.read(sold({ ip: '192.0.2.7', licname: 'shop', ...facts }).id);
  if (license === null) throw new Error('there is no license');
  return license;
}

test('a row is made of what the vendor tells; what this side knows better counts', () => {
  const license = aLicense({ addons: new Map([['4602', 2]]), expiredate: day('2027-04-10') });
  expect(licenseRow(OWNER, license, { tariff: '10', status: '' })).toMatchObject({
    ...OWNER,
    licenseId: license.id,
    preset: '3541',
    pricelist: '3541',
    period: '1',
    ip: '192.0.2.7',
    addons: { 4602: 2 },
    expiredate: '2027-04-10',
    tariff: '10',
    status: '',
  });
});

test('an end date that cannot be read is none in a new row, and leaves the one of a row alone', () => {
  const license = aLicense({ endUnread: '??' });
  expect(licenseRow(OWNER, license, {}).expiredate).toBeNull();
  expect('expiredate' in vendorFacts(license)).toBe(false);
  expect(vendorFacts(aLicense({ expiredate: null }))).toMatchObject({ expiredate: null });
});

test('the service tells tariff, period and which it is', async () => {
  const { ctx, order } = aWorld();
  const { service } = await targetFor(ctx, order({ tariff: '13', period: 3 }));
  expect(serviceTerms(service)).toEqual({ tariff: '13', clientPeriod: 3, fingerprint: '1 ' });
});
