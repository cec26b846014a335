import { describe, expect, test } from 'vitest';
import {
  monthsOf,
  planOf,
  renewalPeriod,
} from '../../../../src/operations/licenses/license/plan.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, targetFor } from '../../../support/service.ts';

describe('a plan', () => {
  test('is the preset that the tariff picks, and the vendor’s period for the client’s', async () => {
    const { ctx, order } = aWorld();
    const { service } = await targetFor(ctx, order({ tariff: '12' }));
    expect(await planOf(ctx, service)).toMatchObject({
      preset: { id: '5577' },
      pricelist: '5577',
      clientPeriod: 1,
      period: '12',
    });
  });

  test('is none for a tariff without a preset, or facts that BILLmanager does not tell', async () => {
    const { ctx, billmanager, order } = aWorld();
    billmanager.tariffs.set('40', { ...billmanager.tariff('10'), id: '40', intname: 'Lite' });
    const { service } = await targetFor(ctx, order({ tariff: '40' }));
    await expect(planOf(ctx, service)).rejects.toMatchObject({
      type: 'preset_unknown',
      object: 'cpbillmgr.conf',
      value: 'Lite',
    });
    const untold = { ...service, pricelist: '10', period: null };
    await expect(planOf(ctx, untold)).rejects.toMatchObject({
      type: 'fact_missing',
      kind: 'passing',
      object: 'period',
      value: `service ${service.id}, soft.edit`,
    });
    await expect(planOf(ctx, { ...service, pricelist: '' })).rejects.toMatchObject({
      type: 'fact_missing',
      object: 'pricelist',
    });
  });
});

describe('a renewal', () => {
  test('is of the period that the license was bought under, and the tariff is not read', async () => {
    const world = aWorld();
    const { service } = await opened(world, { tariff: '12' });
    const { service: read } = await targetFor(world.ctx, service);
    const ledger = await world.ctx.journal.licenseOf(service.id);
    if (ledger === null) throw new Error('the ledger has none');
    world.script.calls.length = 0;
    expect(await renewalPeriod(world.ctx, read, ledger)).toBe('12');
    expect(world.script.calls).toEqual([]);
  });

  test('is of the tariff’s, where that is another one or the preset is not known any more', async () => {
    const world = aWorld();
    const { service } = await opened(world, { tariff: '12' });
    const { service: read } = await targetFor(world.ctx, service);
    const ledger = await world.ctx.journal.licenseOf(service.id);
    if (ledger === null) throw new Error('the ledger has none');
    const changed = { ...read, pricelist: '13', period: 12 };
    expect(await renewalPeriod(world.ctx, changed, ledger)).toBe('1');
    expect(await renewalPeriod(world.ctx, read, { ...ledger, preset: '1' })).toBe('12');
    expect(world.script.calls).toContain('tariff');
  });
});

test('a period is months, but for the ids of the oldest dialect', async () => {
  const { ctx, order, lies } = aWorld();
  const service = order();
  expect(monthsOf((await targetFor(ctx, service)).vendor, '12')).toBe(12);
  lies.vendor.dialect = 'classic';
  expect(monthsOf((await targetFor(ctx, service)).vendor, '12')).toBeNull();
});
