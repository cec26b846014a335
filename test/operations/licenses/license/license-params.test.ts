import { expect, test } from 'vitest';
import {
  licenseParams,
  saveLicenseParams,
} from '../../../../src/operations/licenses/license/license-params.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

test('what differs is saved, nothing else, and the key as a secret', async () => {
  const { ctx, order, script } = aWorld();
  const service = order();
  service.params.set('license_id', '101');
  const target = await targetFor(ctx, service);
  const facts = { id: '101', lickey: 'KEY', expiredate: day('2027-04-10') };
  expect(licenseParams(target, facts)).toEqual([
    { name: 'lickey', value: 'KEY', secret: true },
    { name: 'license_expiredate', value: '2027-04-10', secret: false },
  ]);
  script.calls.length = 0;
  await saveLicenseParams(ctx, target, facts);
  // the first of them is read back
  expect(script.calls).toEqual(['saveparam', 'service', 'saveparam']);
  expect(service.params.get('lickey')).toBe('KEY');
});

test('what is not known takes nothing away', async () => {
  const { ctx, order, script } = aWorld();
  const service = order();
  service.params.set('lickey', 'KEY').set('license_expiredate', '2027-04-10');
  const target = await targetFor(ctx, service);
  script.calls.length = 0;
  await saveLicenseParams(ctx, target, { lickey: '', expiredate: null });
  await saveLicenseParams(ctx, target, { expiredate: { unread: '?' } });
  expect(script.calls).toEqual([]);
});
