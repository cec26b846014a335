import { Fault } from '../../../base/fault.ts';
import type { Period } from '../../../base/period.ts';
import type { Service, Tariff } from '../../../billmanager/billmanager.ts';
import type { Preset } from '../../../conf/conf.ts';
import { presetOf, vendorPeriod } from '../../../conf/preset.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import type { Vendor } from '../../../vendor/vendor.ts';
import { factMissing } from '../../engine/called-service.ts';
import type { Context } from '../../engine/context.ts';

/** A preset chosen by the service's tariff, and the vendor's period for the client's. */
export interface Plan {
  readonly preset: Preset;
  readonly pricelist: string;
  readonly clientPeriod: Period;
  readonly period: string;
}

/** Faults: fact_missing, preset_unknown, period_unsold. */
export async function planOf(ctx: Context, service: Service): Promise<Plan> {
  if (service.pricelist === '') throw factMissing(service, 'pricelist');
  const tariff = await ctx.billmanager.tariff(service.pricelist);
  if (service.period === null) throw factMissing(service, 'period');
  return planForTariff(ctx, tariff, service.period);
}

export function planForTariff(ctx: Context, tariff: Tariff, clientPeriod: Period): Plan {
  const preset = presetOf(tariff.intname, ctx.conf);
  if (!preset) throw new Fault('preset_unknown', { object: ctx.conf.file, value: tariff.intname });
  const period = vendorPeriod(ctx.conf, preset.id, String(clientPeriod));
  return { preset, pricelist: preset.id, clientPeriod, period };
}

/**
 * The vendor's period for a renewal. It needs no Preset line: a license keeps the preset that it
 * was bought under while its tariff stays the same, and one whose line is gone, with the periods of
 * its own section, is renewed for the term that it was bought for.
 */
export async function renewalPeriod(
  ctx: Context,
  service: Service,
  ledger: LedgerLicense,
): Promise<string> {
  const { period, pricelist } = service;
  if (period === null || ledger.preset === '' || ledger.tariff !== pricelist)
    return (await planOf(ctx, service)).period;
  const isKnown = ctx.conf.presets.some(preset => preset.id === ledger.preset);
  const isAsBought = ledger.period !== '' && ledger.clientPeriod === period;
  return isKnown || !isAsBought
    ? vendorPeriod(ctx.conf, ledger.preset, String(period))
    : ledger.period;
}

/**
 * The vendor's period as months; null for a legacy period id, whose length only its price tells.
 */
export function monthsOf(vendor: Vendor, period: string): Period | null {
  return vendor.dialect === 'current' ? Number(period) : null;
}
