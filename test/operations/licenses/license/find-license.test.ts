import { describe, expect, test } from 'vitest';
import {
  findLicense,
  licenseInLedger,
  requireLicense,
  takeNamed,
} from '../../../../src/operations/licenses/license/find-license.ts';
import { rebuildLedger } from '../../../../src/operations/licenses/license/rebuild-ledger.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { markedFor } from '../../../support/remoteid.ts';
import { opened, targetFor } from '../../../support/service.ts';
import type { Sold } from '../../../support/sold.ts';

const AS_ORDERED = { ip: '192.0.2.7', licname: 'shop' };

/** A service, and a license that the ledger does not know. */
async function lost(facts: Partial<Sold> = {}, isNamed = false) {
  const world = aWorld();
  const service = world.order();
  const license = world.sold({ remoteid: markedFor(service.id), ...AS_ORDERED, ...facts });
  if (isNamed) service.params.set('license_id', license.id);
  return { ...world, service, license, target: await targetFor(world.ctx, service) };
}

describe('the license of a service', () => {
  test('is the ledger’s, without a question', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const target = await targetFor(world.ctx, service);
    expect(await findLicense(world.ctx, target)).toMatchObject({ licenseId: license.id });
    expect(world.script.requests).toEqual([]);
  });

  test.each([true, false])(
    'is found again, and the service told (named by it: %s)',
    async isNamed => {
      const { ctx, service, license, target, script } = await lost({}, isNamed);
      expect(await findLicense(ctx, target)).toMatchObject({
        licenseId: license.id,
        tariff: '10',
        status: '',
      });
      expect(Object.fromEntries(service.params)).toMatchObject({
        license_id: license.id,
        lickey: license.lickey,
      });
      expect(script.requests.includes('list')).toBe(!isNamed);
    },
  );

  test('is none where there is none, and that is a fault where one is needed', async () => {
    const { ctx, order } = aWorld();
    const target = await targetFor(ctx, order());
    expect(await findLicense(ctx, target)).toBeNull();
    await expect(requireLicense(ctx, target)).rejects.toMatchObject({ type: 'license_unknown' });
  });

  test.each(['101', 'zzzzz-101-ab2c', 'l101'])(
    'is not another billing’s of the same number: %s',
    async remoteid => {
      const { ctx, service, target, license } = await lost();
      license.remoteid = remoteid.replace('101', service.id);
      expect(await findLicense(ctx, target)).toBeNull();
      expect(service.params.size).toBe(0);
      expect(await ctx.journal.licenses({})).toEqual([]);
    },
  );

  test('is not that of a former service of the same number, which becomes an orphan', async () => {
    const world = aWorld();
    const { service, license } = await opened(world, { createdate: day('2026-01-31') });
    Object.assign(service, { createdate: day('2027-03-10') });
    service.params.clear();
    license.remoteid = '';
    expect(await findLicense(world.ctx, await targetFor(world.ctx, service))).toBeNull();
    expect(await world.ctx.journal.licenses({ state: 'orphan' })).toMatchObject([
      { licenseId: license.id, item: service.id },
    ]);
  });

  test('that changed hands goes with its service', async () => {
    const world = aWorld();
    const { service: old, license } = await opened(world);
    const copy = world.order({ account: '2' });
    copy.params.set('license_id', license.id);
    world.billmanager.services.delete(old.id);
    const found = await findLicense(world.ctx, await targetFor(world.ctx, copy));
    expect(found).toMatchObject({ licenseId: license.id, item: copy.id });
    expect(await world.ctx.journal.licenseOf(old.id)).toBeNull();
  });

  test('stays with a service that is still there, whoever else names it', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const copy = world.order({ account: '2' });
    copy.params.set('license_id', license.id);
    const target = await targetFor(world.ctx, copy);
    await expect(findLicense(world.ctx, target)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(await world.ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: license.id });
  });
});

describe('a license that only a list tied to a service', () => {
  const listed = async () => {
    const world = await lost();
    await rebuildLedger(world.ctx, world.target);
    return world;
  };

  test('stays while the vendor says so', async () => {
    const { ctx, target, license } = await listed();
    expect(await licenseInLedger(ctx, target)).toMatchObject({ licenseId: license.id });
  });

  test.each([{ remoteid: '' }, { remoteid: '999' }, { status: 'deleted' as const }])(
    'is let go of when it has become %j',
    async change => {
      const { ctx, target, license } = await listed();
      Object.assign(license, change);
      expect(await licenseInLedger(ctx, target)).toBeNull();
      expect(await ctx.journal.licenses({ state: 'ended' })).toHaveLength(1);
    },
  );

  test('is let go of when the service names another one', async () => {
    const { ctx, service, license, sold } = await listed();
    service.params.set('license_id', '777');
    const kept = await licenseInLedger(ctx, await targetFor(ctx, service));
    // there is no such license: the vendor gave it another id
    expect(kept).toMatchObject({ licenseId: license.id });
    service.params.set('license_id', sold().id);
    expect(await licenseInLedger(ctx, await targetFor(ctx, service))).toBeNull();
  });
});

describe('the license that a service names', () => {
  test('is taken in, unless somebody else has it or it is gone', async () => {
    const { ctx, target, license } = await lost({}, true);
    license.remoteid = '999';
    expect(await takeNamed(ctx, target)).toBeNull();
    license.status = 'deleted';
    expect(await takeNamed(ctx, target)).toBeNull();
    Object.assign(license, { status: 'active', remoteid: '' });
    expect(await takeNamed(ctx, target)).toMatchObject({ licenseId: license.id });
  });
});
