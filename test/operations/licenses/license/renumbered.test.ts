import { describe, expect, test } from 'vitest';
import { addMonths } from '../../../../src/base/dates.ts';
import { close } from '../../../../src/operations/licenses/close.ts';
import {
  followRenumbered,
  isSameLicense,
} from '../../../../src/operations/licenses/license/renumbered.ts';
import { reopen } from '../../../../src/operations/licenses/open.ts';
import { prolong } from '../../../../src/operations/licenses/prolong.ts';
import { suspend } from '../../../../src/operations/licenses/suspend.ts';
import { aWorld, TODAY } from '../../../support/a-world.ts';
import { cron } from '../../../support/cron.ts';
import { opened, targetFor } from '../../../support/service.ts';

/** A service whose license has another id than the one that everybody knows. */
async function renumbered() {
  const world = aWorld();
  const { service, license } = await opened(world);
  const earlier = license.id;
  world.vendor.renumber(earlier);
  return { ...world, service, license, earlier };
}

describe('a license that got another id', () => {
  test('is worked on under that, and the service names it', async () => {
    const { ctx, service, license, asked } = await renumbered();
    await suspend(ctx, asked(service, 'suspend'));
    expect(license.status).toBe('suspended');
    expect(service.params.get('license_id')).toBe(license.id);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: license.id });
  });

  test('is followed by checkevent, which tells nobody that it is gone', async () => {
    const { ctx, service, license, billmanager } = await renumbered();
    const { gone, troubles } = await cron(ctx);
    expect([gone, troubles, billmanager.problems.size]).toEqual([0, [], 0]);
    expect(service.params.get('license_id')).toBe(license.id);
  });

  test('is not bought again, even where it has been told as gone', async () => {
    const { ctx, service, license, charges, asked } = await renumbered();
    const row = await ctx.journal.licenseOf(service.id);
    const change = { state: 'ended', status: 'deleted' } as const;
    await ctx.journal.write([{ update: row?.id ?? 0, change }]);
    await reopen(ctx, asked(service, 'reopen'));
    expect(charges).toEqual([]);
    expect(service.params.get('license_id')).toBe(license.id);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      id: row?.id,
      licenseId: license.id,
    });
  });

  test('is not bought again after the state file was lost', async () => {
    const { ctx, service, license, charges, asked } = await renumbered();
    const row = await ctx.journal.licenseOf(service.id);
    // as a list tells it: nothing but the remoteid ties it to the service
    const change = { licenseId: license.id, source: 'list' } as const;
    await ctx.journal.write([{ update: row?.id ?? 0, change }]);
    await reopen(ctx, asked(service, 'reopen'));
    expect(charges).toEqual([]);
    expect(service.params.get('license_id')).toBe(license.id);
  });

  test('in the middle of a renewal whose answer was lost: nothing is paid twice', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    service.expiredate = addMonths(service.expiredate ?? TODAY, 1);
    const call = world.asked(service, 'prolong');
    world.script.wire('prolong', 'killed');
    await world.killed(() => prolong(world.ctx, call));
    const ctx = world.restart();
    await ctx.clock.sleep(60_000);
    world.vendor.renumber(license.id);
    await prolong(ctx, call);
    expect(world.charges).toHaveLength(1);
    const operations = await ctx.journal.operations({ command: 'prolong' });
    expect(operations).toMatchObject([{ state: 'done' }]);
    expect((await ctx.journal.steps(operations[0]?.id ?? 0)).map(({ name }) => name)).toEqual([
      'prolong 1',
    ]);
  });

  test('is deleted by the closing of its service', async () => {
    const { ctx, service, license, asked } = await renumbered();
    await close(ctx, asked(service, 'close'));
    expect([license.status, service.status]).toEqual(['deleted', 'deleted']);
  });

  test.each([
    ['its remoteid is another one', { remoteid: 'of the client' }],
    ['its tariff is another one', { pricelist: '4601' }],
  ])('is not taken where %s', async (_, facts) => {
    const { ctx, service, license, asked } = await renumbered();
    Object.assign(license, facts);
    await expect(suspend(ctx, asked(service, 'suspend'))).rejects.toMatchObject({
      type: 'license_gone',
    });
    expect(license.status).toBe('active');
  });

  test('is not taken where there are two of them, or it serves another service', async () => {
    const { ctx, service, license, sold } = await renumbered();
    const target = await targetFor(ctx, service);
    const row = await ctx.journal.licenseOf(service.id);
    if (!row) throw new Error('there is none');
    const second = sold({ ...license, id: '' });
    second.id = String(Number(license.id) + 1);
    expect(await followRenumbered(ctx, target, row)).toBeNull();
    second.remoteid = '';
    const { id: _, updatedAt, ...facts } = row;
    await ctx.journal.write([
      { put: { ...facts, licenseId: license.id, item: '999', state: 'orphan' } },
    ]);
    expect(await followRenumbered(ctx, target, row)).toBeNull();
  });

  test('is known by each id that it had', async () => {
    const { ctx, service, license, vendor, earlier } = await renumbered();
    const target = await targetFor(ctx, service);
    const follow = async () => {
      const row = await ctx.journal.licenseOf(service.id);
      return row && followRenumbered(ctx, target, row);
    };
    await follow();
    vendor.renumber(license.id);
    await follow();
    expect(await isSameLicense(ctx, target, earlier, license.id)).toBe(true);
    expect(await isSameLicense(ctx, target, '9999', license.id)).toBe(false);
  });
});
