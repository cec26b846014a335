import { describe, expect, test } from 'vitest';
import { ledgerRow } from '../../../../src/operations/engine/ledger-row.ts';
import {
  isNamed,
  isRebuilt,
  namesAnother,
  readOwn,
  readPrepared,
  requireOwn,
} from '../../../../src/operations/licenses/license/gate.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, targetFor } from '../../../support/service.ts';

const THEIRS = { ip: '198.51.100.1', licname: 'theirs' };

async function active() {
  const world = aWorld();
  const { service, license } = await opened(world);
  const target = await targetFor(world.ctx, service);
  const ledger = await world.ctx.journal.licenseOf(service.id);
  if (ledger === null) throw new Error('the ledger has none');
  /** Does the gate let the license pass, as it is now, with this row? */
  const passes = async (row: typeof ledger | null = ledger, of = target) => {
    const now = world.vendor.read(license.id);
    if (now === null) throw new Error('the license is gone');
    return requireOwn(world.ctx, of, now, row).then(
      () => true,
      error => {
        expect(error).toMatchObject({ type: 'license_foreign' });
        return false;
      },
    );
  };
  const unnamed = { ...target, service: { ...target.service, params: new Map() } };
  return { ...world, service, license, target, ledger, passes, unnamed };
}

describe('the gate', () => {
  test('lets the ledger’s own license pass, however it has been changed', async () => {
    const { license, passes } = await active();
    Object.assign(license, THEIRS, { pricelist: '4601', remoteid: '' });
    expect(await passes()).toBe(true);
  });

  test.each(['999', 'released-999', '999-4602'])(
    'lets no license pass without a row that remoteid %s gives to somebody else',
    async remoteid => {
      const { license, passes } = await active();
      license.remoteid = remoteid;
      expect(await passes(null)).toBe(false);
    },
  );

  test('lets a row’s license pass while it is released or bought, but not with a stranger’s number', async () => {
    const { license, passes } = await active();
    for (const [remoteid, is] of [
      ['released-900', true],
      ['999-4602', true],
      ['999', false],
    ] as const) {
      license.remoteid = remoteid;
      expect(await passes(), remoteid).toBe(is);
    }
  });

  test('takes a number as remoteid alone for nothing: tariff and address or name must agree', async () => {
    const { license, passes, unnamed, ledger } = await active();
    const listed = { ...ledger, tariff: '', clientPeriod: null };
    for (const row of [null, listed]) {
      Object.assign(license, { ip: '192.0.2.7', licname: 'shop', pricelist: '3541' });
      expect(await passes(row, unnamed)).toBe(true);
      license.ip = THEIRS.ip;
      expect(await passes(row, unnamed)).toBe(true);
      license.licname = THEIRS.licname;
      expect(await passes(row, unnamed)).toBe(false);
      Object.assign(license, { ip: '192.0.2.7', pricelist: '4601' });
      expect(await passes(row, unnamed)).toBe(false);
    }
  });

  test('takes a license_id alone, unless what it knows differs', async () => {
    const { license, passes } = await active();
    license.remoteid = '';
    expect(await passes(null)).toBe(true);
    Object.assign(license, THEIRS);
    expect(await passes(null)).toBe(false);
  });

  test('takes id and number together, whatever has been changed', async () => {
    const { license, passes } = await active();
    Object.assign(license, THEIRS, { pricelist: '4601' });
    expect(await passes(null)).toBe(true);
  });

  test('holds a row of another account against what the vendor says', async () => {
    const { license, passes, ledger } = await active();
    const moved = { ...ledger, account: 'old.example/billmgr reseller' };
    license.remoteid = '';
    expect(await passes(moved)).toBe(true);
    Object.assign(license, THEIRS);
    expect(await passes(moved)).toBe(false);
  });

  test('counts the tariff before a change of tariff as well', async () => {
    const { license, passes, target } = await active();
    const service = { ...target.service, pricelist: '11', lastpricelist: '10', params: new Map() };
    expect(await passes(null, { ...target, service })).toBe(true);
    license.pricelist = '5577';
    expect(await passes(null, { ...target, service })).toBe(false);
  });

  test('names both sides in its fault', async () => {
    const { ctx, license, target, ledger } = await active();
    Object.assign(license, THEIRS, { remoteid: '999' });
    await expect(readOwn(ctx, target, ledger)).rejects.toMatchObject({
      object: target.item,
      value: expect.stringMatching(/license .*remoteid 999.*198\.51.*service .*192\.0\.2\.7/),
    });
  });
});

test('what is gone or still prepared is told before an act', async () => {
  const { ctx, license, target, ledger } = await active();
  license.status = 'processing';
  await expect(readPrepared(ctx, target, ledger)).rejects.toMatchObject({
    type: 'license_preparing',
  });
  license.status = 'deleted';
  await expect(readOwn(ctx, target, ledger)).rejects.toMatchObject({ type: 'license_gone' });
});

test('a row is rebuilt when neither tariff nor period of the service are known', () => {
  const owner = { account: 'a', itemtype: 'soft', licenseId: '5', item: '117', module: '7' };
  const row = (facts: Parameters<typeof ledgerRow>[1]) => ({
    ...ledgerRow(owner, facts),
    id: 1,
    updatedAt: new Date(),
  });
  expect(isRebuilt(row({}))).toBe(true);
  expect(isRebuilt(row({ tariff: '10' }))).toBe(false);
  expect(isRebuilt(row({ clientPeriod: 0 }))).toBe(false);
});

test('a service names a license by its license_id, and no remoteid names nobody', async () => {
  const { target, license } = await active();
  expect(isNamed(target, license.id)).toBe(true);
  expect(isNamed(target, '777')).toBe(false);
  expect(namesAnother(target, { remoteid: '' }, null)).toBe(false);
  expect(namesAnother(target, { remoteid: target.item }, null)).toBe(false);
});
