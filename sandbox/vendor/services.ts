import { randomBytes } from 'node:crypto';
import { PanelError } from '../store/panel-error.ts';
import { daysFrom, periodEnd, plusDays } from '../store/time.ts';
import { charge, priceOf } from './money.ts';
import { STATUS, soldType } from './types.ts';
import type { UpstreamWorld } from './world.ts';

export interface SoldService {
  readonly id: number;
  readonly itemtype: string;
  readonly pricelist: number;
  readonly period: number;
  readonly status: number;
  readonly ip: string;
  readonly licname: string;
  readonly comment: string;
  readonly remoteid: string;
  readonly lickey: string;
  /** The license that a module belongs to. */
  readonly parent: number | null;
  readonly project: string;
  readonly createdate: string;
  /** null: lifetime. */
  readonly expiredate: string | null;
  readonly autoprolong: string;
  readonly ip_changed: string | null;
  readonly lickey_changed: string | null;
  readonly update_expiredate: string | null;
  /** Milliseconds at which the vendor takes the order up and has it ready. */
  readonly process_at: number | null;
  readonly ready_at: number | null;
  /** Lists and forms know nothing of it before; null: at once. */
  readonly shown_at: number | null;
  readonly reads_left: number;
  readonly reads_process: number;
  readonly cost: number;
  /** Grows with every change of any service. */
  readonly changed: number;
}

export function findService(
  world: UpstreamWorld,
  id: string,
  itemtype?: string,
): SoldService | undefined {
  if (!/^\d{1,15}$/.test(id)) return undefined;
  const found = world.store.get<SoldService>('SELECT * FROM services WHERE id = ?', Number(id));
  if (!found || (itemtype !== undefined && found.itemtype !== itemtype)) return undefined;
  const hidden = found.status === STATUS.deleted && world.settings.get('deleted_visible') === 'off';
  const isShown = (found.shown_at ?? 0) <= world.clock.now().getTime();
  return hidden || !isShown ? undefined : found;
}

export function requireService(
  world: UpstreamWorld,
  id: string | undefined,
  itemtype?: string,
): SoldService {
  const found = id === undefined ? undefined : findService(world, id, itemtype);
  if (!found) throw new PanelError('missed', 'elid', id ?? '');
  return found;
}

export type ServiceChange = Partial<Omit<SoldService, 'id' | 'itemtype' | 'changed'>>;

export function changeService(world: UpstreamWorld, id: number, change: ServiceChange): void {
  world.store.update('services', id, { ...change, changed: nextChange(world) });
}

export function nextChange(world: UpstreamWorld): number {
  return (
    (world.store.get<{ last: number | null }>('SELECT max(changed) AS last FROM services')?.last ??
      0) + 1
  );
}

export function addonsOf(
  world: UpstreamWorld,
  service: number,
): { addon: number; count: number }[] {
  return world.store.all(
    'SELECT addon, count FROM service_addons WHERE service = ? ORDER BY addon',
    service,
  );
}

export function setAddon(
  world: UpstreamWorld,
  service: number,
  addon: number,
  count: number,
): void {
  world.store.run(
    'INSERT OR REPLACE INTO service_addons (service, addon, count) VALUES (?, ?, ?)',
    service,
    addon,
    count,
  );
}

/**
 * A service has what its tariff includes, asked for or not; what it had under another tariff is
 * gone.
 */
export function setIncludedAddons(world: UpstreamWorld, service: number, pricelist: number): void {
  world.store.run('DELETE FROM service_addons WHERE service = ?', service);
  world.store.run(
    'INSERT INTO service_addons (service, addon, count) SELECT ?, id, addonlimit FROM pricelists WHERE parent = ?',
    service,
    pricelist,
  );
}

/** A key begins with its license's id (docs/reference/vendor-api.md, "Right after the order"). */
export const newKey = (license: number): string =>
  `${license}-SBXKEY-${randomBytes(6).toString('hex').toUpperCase()}`;

/** Days until a change of the address or key is allowed again; 0: now. */
export function lockedDays(world: UpstreamWorld, changed: string | null): number {
  if (changed === null) return 0;
  return Math.max(world.settings.number('lock_days') - daysFrom(changed, world.clock.today()), 0);
}

/** `ip_change_date` and `lickey_change_date` as this upstream means them. */
export function lockDate(world: UpstreamWorld, changed: string | null): string {
  if (changed === null) return '';
  return world.settings.get('lock_date') === 'changed'
    ? changed
    : plusDays(changed, world.settings.number('lock_days'));
}

/**
 * Brings every service to the present: prepared orders become ready, what has run out is extended
 * or suspended.
 */
export function passTime(world: UpstreamWorld): void {
  const now = world.clock.now().getTime();
  const pending = world.store.all<SoldService>('SELECT * FROM services WHERE status IN (1, 5)');
  for (const service of pending) prepare(world, service, now);
  const today = world.clock.today();
  const ended = world.store.all<SoldService>(
    'SELECT * FROM services WHERE status = 2 AND expiredate < ?',
    today,
  );
  for (const service of ended) runOut(world, service, today);
}

function prepare(world: UpstreamWorld, service: SoldService, now: number): void {
  // an order that waits in the basket has no time at which it will be ready
  if (service.ready_at === null || service.process_at === null) return;
  if (now >= service.ready_at && service.reads_left === 0) {
    const lickey = soldType(service.itemtype)?.key ? newKey(service.id) : '';
    changeService(world, service.id, { status: STATUS.active, lickey });
    return;
  }
  const taken = now >= service.process_at && service.reads_left <= service.reads_process;
  if (taken && service.status === STATUS.ordered)
    changeService(world, service.id, { status: STATUS.processing });
}

/** An order that is prepared for a number of looks has been looked at once more. */
export function countLook(world: UpstreamWorld, service: SoldService): void {
  if (service.reads_left > 0)
    world.store.update('services', service.id, { reads_left: service.reads_left - 1 });
}

/** autoprolong is a period, or `null` for none; a suspended service is never extended by itself. */
function runOut(world: UpstreamWorld, service: SoldService, today: string): void {
  const period = Number(service.autoprolong);
  const cost = period > 0 ? priceOf(world, service.pricelist, period) : undefined;
  if (cost !== undefined && service.expiredate !== null) {
    const expiredate = periodEnd(service.expiredate, period, 0);
    try {
      const { id, remoteid, pricelist } = service;
      charge(world, {
        what: 'autoprolong',
        service: id,
        amount: cost,
        remoteid,
        pricelist,
        period,
        expiredate,
      });
      changeService(world, id, { expiredate });
      return;
    } catch (error) {
      // an empty account: the service is suspended like any other that was not paid for
      if (!(error instanceof PanelError)) throw error;
    }
  }
  if (
    service.expiredate !== null &&
    service.expiredate < today &&
    world.settings.get('autosuspend') === 'on'
  ) {
    changeService(world, service.id, { status: STATUS.suspended });
  }
}
