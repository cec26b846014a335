import { PanelError } from '../store/panel-error.ts';
import { daysFrom, plusMonths } from '../store/time.ts';
import { CHOICE } from './catalog.ts';
import { priceOf } from './money.ts';
import type { AddonAmount, Tariff } from './params.ts';
import { addonsOf, type SoldService } from './services.ts';
import type { UpstreamWorld } from './world.ts';

/**
 * Price of a tariff with its addons for a period; an error document if it is not sold for that
 * period.
 */
export function requirePrice(
  world: UpstreamWorld,
  tariff: Pick<Tariff, 'id'>,
  period: number,
  addons: readonly AddonAmount[],
): number {
  const base = priceOf(world, tariff.id, period);
  if (base === undefined) throw new PanelError('value', 'period', String(period));
  return addons.reduce((sum, each) => sum + addonPrice(world, each, period), base);
}

/** Only what is above the included amount is paid for; of a choice the value that was taken. */
export function addonPrice(
  world: UpstreamWorld,
  { addon, count }: AddonAmount,
  period: number,
): number {
  if (addon.itemtype === CHOICE) return priceOf(world, count, period) ?? 0;
  return Math.max(count - addon.addonlimit, 0) * (priceOf(world, addon.id, period) ?? 0);
}

export function boughtAddons(world: UpstreamWorld, service: SoldService): AddonAmount[] {
  return addonsOf(world, service.id).flatMap(({ addon, count }) => {
    const found = world.store.get<Tariff>('SELECT * FROM pricelists WHERE id = ?', addon);
    return found ? [{ addon: found, count }] : [];
  });
}

/** The part of a period's price that falls to the time until the end date. */
export function proRata(
  world: UpstreamWorld,
  service: SoldService,
  price: number,
  period: number,
): number {
  if (service.expiredate === null || period <= 0 || price <= 0) return Math.max(price, 0);
  const today = world.clock.today();
  const left = Math.max(daysFrom(today, service.expiredate), 0);
  return Math.round((price * left) / daysFrom(today, plusMonths(today, period)));
}
