import { describe, expect, test } from 'vitest';
import {
  isNamed,
  namesAnother,
  readOwn,
  readPrepared,
  requireOwn,
} from '../../../../src/operations/licenses/license/gate.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { MARK, markedFor } from '../../../support/remoteid.ts';
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

  test.each(['999', 'released-999', '999-4602', 'zzzzz-1-ab2c', 'l117', `${MARK}-999-ab2c`])(
    'lets no license pass without a row that remoteid %s gives to somebody else',
    async remoteid => {
      const { license, passes } = await active();
      license.remoteid = remoteid;
      expect(await passes(null)).toBe(false);
    },
  );

  test('lets a row’s license pass while it is released or bought, but not with a stranger’s number', async () => {
    const { license, service, passes } = await active();
    for (const [remoteid, is] of [
      [`${MARK}-free-900`, true],
      ['released-900', true],
      [`${MARK}-999-4602-ab2c`, true],
      ['999-4602', true],
      ['999', false],
      ['zzzzz-free-900', false],
      // another order of this very service
      [`${markedFor(service.id)}-zz2c`, false],
      [markedFor(service.id), true],
      [service.id, true],
    ] as const) {
      license.remoteid = remoteid;
      expect(await passes(), remoteid).toBe(is);
    }
  });

  test('takes our mark with the service’s number for proof, whatever has been changed', async () => {
    const { license, passes, unnamed, service } = await active();
    Object.assign(license, THEIRS, {
      pricelist: '4601',
      remoteid: `${markedFor(service.id)}-ab2c`,
    });
    expect(await passes(null, unnamed)).toBe(true);
  });

  test('takes a bare number as remoteid for nothing', async () => {
    const { license, passes, unnamed, ledger, service } = await active();
    license.remoteid = service.id;
    for (const row of [null, { ...ledger, source: 'list' as const }])
      expect(await passes(row, unnamed)).toBe(false);
  });

  test('takes a license_id alone, unless what it knows differs', async () => {
    const { license, passes, ledger } = await active();
    license.remoteid = '';
    const taken = { ...ledger, source: 'service' as const };
    for (const row of [null, taken]) expect(await passes(row)).toBe(true);
    Object.assign(license, THEIRS);
    for (const row of [null, taken]) expect(await passes(row)).toBe(false);
  });

  test('takes the order of this journal, or a person’s word, whatever has been changed', async () => {
    const { license, passes, ledger, unnamed } = await active();
    Object.assign(license, THEIRS, { pricelist: '4601', remoteid: '' });
    expect(await passes(ledger, unnamed)).toBe(true);
    expect(await passes({ ...ledger, source: 'person' }, unnamed)).toBe(true);
  });

  test('takes no row of another account, or of another service that had the number', async () => {
    const { license, passes, ledger, target, unnamed } = await active();
    license.remoteid = '';
    const moved = { ...ledger, account: 'old.example/billmgr reseller' };
    expect(await passes(moved)).toBe(true);
    expect(await passes(moved, unnamed)).toBe(false);
    Object.assign(license, THEIRS);
    expect(await passes(moved)).toBe(false);
    const former = { ...ledger, fingerprint: '77 2020-01-01' };
    const service = { ...unnamed.service, createdate: day('2027-03-01') };
    expect(await passes(former, { ...target, service })).toBe(false);
  });

  test('counts the tariff before a change of tariff as well', async () => {
    const { license, passes, target } = await active();
    license.remoteid = '';
    const service = { ...target.service, pricelist: '11', lastpricelist: '10' };
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

test('a service names a license by its license_id, and no remoteid names nobody', async () => {
  const { target, license } = await active();
  expect(isNamed(target, license.id)).toBe(true);
  expect(isNamed(target, '777')).toBe(false);
  expect(namesAnother(target, { remoteid: '' }, null)).toBe(false);
  expect(namesAnother(target, { remoteid: target.item }, null)).toBe(false);
});
