import { isIP } from 'node:net';
import { PanelError } from '../store/panel-error.ts';
import { CHOICE } from './catalog.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

export interface Tariff {
  readonly id: number;
  readonly itemtype: string;
  readonly family: string;
  readonly name: string;
  readonly intname: string;
  readonly additionintname: string;
  readonly parent: number | null;
  readonly addonlimit: number;
  readonly addonmax: number | null;
  readonly classic: number;
  readonly sold: number;
}

export const saves = (call: UpstreamCall): boolean =>
  ['ok', 'yes'].includes(call.params.get('sok') ?? '');

export function requireParam(call: UpstreamCall, name: string): string {
  const value = call.params.get(name)?.trim() ?? '';
  if (value === '') throw new PanelError('missed', name);
  return value;
}

export function requirePeriod(call: UpstreamCall): number {
  const text = requireParam(call, 'period');
  if (!/^-?\d{1,4}$/.test(text)) throw new PanelError('value', 'period', text);
  return Number(text);
}

export function requireIp(text: string): string {
  if (isIP(text) === 0) throw new PanelError('value', 'ip', text);
  return text;
}

/** A tariff of the current dialect that is on sale. */
export function requireTariff(
  world: UpstreamWorld,
  call: UpstreamCall,
  itemtype: string,
  name = 'pricelist',
): Tariff {
  const text = requireParam(call, name);
  const found = tariff(world, text);
  if (!found || found.itemtype !== itemtype || found.classic === 1 || found.sold === 0) {
    throw new PanelError('missed', name, text);
  }
  return found;
}

export function tariff(world: UpstreamWorld, id: string | number): Tariff | undefined {
  return world.store.get<Tariff>('SELECT * FROM pricelists WHERE id = ?', Number(id));
}

/** The address of a license that a reseller keeps for reuse. */
const NO_ADDRESS = '0.0.0.0';

/**
 * An address holds one license of a product, whatever its tariff; trials and suspended ones count.
 */
export function requireFreeAddress(
  world: UpstreamWorld,
  family: string,
  ip: string,
  except = 0,
): void {
  if (ip === NO_ADDRESS || world.settings.get('address_check') === 'off') return;
  const taken = world.store.get(
    `SELECT 1 FROM services JOIN pricelists ON pricelists.id = services.pricelist
     WHERE services.ip = ? AND pricelists.family = ? AND services.status != 4
     AND services.id != ? LIMIT 1`,
    ip,
    family,
    except,
  );
  if (taken)
    throw new PanelError('exists', 'ip', ip, `A license for the address ${ip} exists already`);
}

export interface AddonAmount {
  readonly addon: Tariff;
  /** Of a choice the id of the value. */
  readonly count: number;
}

/** The `addon_ID=count` params of a call; addons of another tariff are refused. */
export function addonParams(
  world: UpstreamWorld,
  call: UpstreamCall,
  pricelist: number,
): readonly AddonAmount[] {
  const found: AddonAmount[] = [];
  for (const [name, value] of call.params) {
    const id = /^addon_(\d+)$/.exec(name)?.[1];
    if (id === undefined) continue;
    const addon = tariff(world, id);
    if (!addon || addon.parent !== pricelist) throw new PanelError('missed', name, value);
    if (!/^\d{1,9}$/.test(value)) throw new PanelError('value', name, value);
    const count = Number(value);
    if (addon.itemtype === CHOICE && tariff(world, count)?.parent !== addon.id)
      throw new PanelError('value', name, value);
    if (addon.addonmax !== null && count > addon.addonmax)
      throw new PanelError('limit', name, value);
    found.push({ addon, count });
  }
  return found;
}
