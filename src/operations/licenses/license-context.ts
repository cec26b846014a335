import { Fault } from '../../base/fault.ts';
import { LIFETIME, type Period } from '../../base/period.ts';
import type { ModuleSettings, Service, Tariff } from '../../billmanager/billmanager.ts';
import type { Preset } from '../../conf/conf.ts';
import { presetOf, vendorPeriod } from '../../conf/preset.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import { isItemtype, PRODUCT_TYPES, type ProductType } from '../../vendor/product-types.ts';
import type { Itemtype, Vendor } from '../../vendor/vendor.ts';
import type { Context, ServiceCall, VendorConnection } from '../engine/context.ts';
import type { Facts } from '../engine/run.ts';

/**
 * What an operation is about: the service, and the upstream that its processing module buys from.
 */
export interface LicenseTarget {
  readonly item: string;
  readonly service: Service;
  readonly itemtype: Itemtype;
  readonly type: ProductType;
  readonly module: string;
  readonly vendor: Vendor;
  readonly account: string;
}

/** A preset chosen by the service's tariff, and the upstream period for the client's. */
export interface Plan {
  readonly tariff: Tariff;
  readonly preset: Preset;
  readonly pricelist: string;
  readonly clientPeriod: Period;
  readonly period: string;
}

/**
 * Reads the service and connects to the upstream of its processing module. Faults: service_missing,
 * not_sold_here, module_setting_missing.
 */
export async function targetOf(ctx: Context, call: ServiceCall): Promise<LicenseTarget> {
  return targetOfService(ctx, await readService(ctx, call));
}

/** Fault service_missing. */
export async function readService(ctx: Context, call: ServiceCall): Promise<Service> {
  const known = call.itemtype ?? (await (await ctx.journal()).licenseOf(call.item))?.itemtype;
  const service = await ctx.billmanager.service(call.item, known);
  if (!service) throw new Fault('service_missing', { object: call.item });
  return service;
}

/** Faults: not_sold_here, module_setting_missing. */
export async function targetOfService(ctx: Context, service: Service): Promise<LicenseTarget> {
  const settings = await moduleSettings(ctx, service.processingmodule);
  return targetWith(service, await ctx.vendor(settings));
}

/**
 * The target for a service that has been read and a vendor that is connected. Fault
 * not_sold_here for other product types.
 */
export function targetWith(service: Service, { vendor, account }: VendorConnection): LicenseTarget {
  if (!isItemtype(service.itemtype)) {
    throw new Fault('not_sold_here', { object: service.itemtype, value: service.id });
  }
  return {
    item: service.id,
    service,
    itemtype: service.itemtype,
    type: PRODUCT_TYPES[service.itemtype],
    module: service.processingmodule,
    vendor,
    account,
  };
}

/**
 * Settings of a processing module; empty ones (completed by the conf) when the service names no
 * module.
 */
export async function moduleSettings(
  ctx: Context,
  module: string,
): Promise<Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>> {
  if (module === '') return { url: '', username: '', password: '', params: new Map() };
  return ctx.billmanager.module(module);
}

/** Faults: preset_unknown, period_unsold (a period that the service's form does not tell). */
export async function planOf(ctx: Context, service: Service): Promise<Plan> {
  const tariff = await ctx.billmanager.tariff(service.pricelist);
  return planForTariff(ctx, tariff, service.period);
}

export function planForTariff(ctx: Context, tariff: Tariff, clientPeriod: Period | null): Plan {
  const preset = presetOf(tariff.intname, ctx.conf);
  if (!preset) throw new Fault('preset_unknown', { object: ctx.conf.file, value: tariff.intname });
  if (clientPeriod === null) throw new Fault('period_unsold', { object: preset.name, value: '' });
  const period = vendorPeriod(ctx.conf, preset.id, String(clientPeriod));
  return { tariff, preset, pricelist: preset.id, clientPeriod, period };
}

/**
 * The upstream period for a renewal. A license keeps the preset it was bought under while its
 * tariff stays the same, so that the tariff need not be read again.
 */
export async function renewalPeriod(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<string> {
  const { period, pricelist } = target.service;
  const known = ctx.conf.presets.some(preset => preset.id === ledger.preset);
  if (period === null || !known || ledger.tariff !== pricelist)
    return (await planOf(ctx, target.service)).period;
  return vendorPeriod(ctx.conf, ledger.preset, String(period));
}

/** Upstream's period as months; null for a legacy period id, whose length only its price tells. */
export function monthsOf(vendor: Vendor, period: string): Period | null {
  return vendor.dialect === 'current' ? Number(period) : null;
}

export const isLifetime = (vendor: Vendor, period: string): boolean =>
  monthsOf(vendor, period) === LIFETIME;

/** What the journal notes of a service when an operation begins. */
export function serviceFacts(service: Service): Facts {
  return {
    expiredate: service.expiredate ?? '',
    status: service.status ?? '',
    tariff: service.pricelist,
    period: service.period === null ? '' : String(service.period),
  };
}
