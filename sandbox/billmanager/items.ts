import { PanelError } from '../store/panel-error.ts';
import type { BillingCall, BillingWorld } from './world.ts';

export interface Item {
  readonly id: number;
  readonly itemtype: string;
  readonly pricelist: number | null;
  readonly period: number;
  readonly status: number;
  readonly expiredate: string | null;
  readonly createdate: string;
  readonly opendate: string | null;
  readonly account: number | null;
  readonly parent: number | null;
  readonly processingmodule: number | null;
  readonly lastpricelist: number | null;
  readonly remoteid: string;
  readonly name: string;
}

interface ItemParam {
  readonly intname: string;
  readonly value: string;
  readonly crypted: number;
}

/** 1 ordered, 2 active, 3 suspended, 4 deleted, 5 processing. */
export const ITEM_STATUS = {
  ordered: 1,
  active: 2,
  suspended: 3,
  deleted: 4,
  processing: 5,
} as const;

export function findItem(world: BillingWorld, id: number): Item | undefined {
  return world.store.get<Item>('SELECT * FROM service WHERE id = ?', id);
}

/** The service that `elid` names; of the product type whose form was asked. */
export function requireItem(world: BillingWorld, call: BillingCall, itemtype?: string): Item {
  const elid = requireText(call, 'elid');
  const item = /^\d{1,15}$/.test(elid) ? findItem(world, Number(elid)) : undefined;
  if (!item || (itemtype !== undefined && item.itemtype !== itemtype))
    throw new PanelError('missed', 'elid', elid);
  return item;
}

export function requireText(call: BillingCall, name: string): string {
  const value = call.params.get(name) ?? '';
  if (value === '') throw new PanelError('missed', name);
  return value;
}

export function requireNumber(call: BillingCall, name: string): number {
  const text = requireText(call, name);
  if (!/^-?\d{1,15}$/.test(text)) throw new PanelError('value', name, text);
  return Number(text);
}

/** Only a saved form changes anything. */
export const isSaved = (call: BillingCall): boolean => call.params.get('sok') === 'ok';

export function paramsOf(world: BillingWorld, item: number): readonly ItemParam[] {
  return world.store.all<ItemParam>(
    'SELECT intname, value, crypted FROM itemparam WHERE item = ? ORDER BY intname',
    item,
  );
}

export function setParam(
  world: BillingWorld,
  item: number,
  intname: string,
  value: string,
  crypted = false,
): void {
  world.store.run(
    'INSERT OR REPLACE INTO itemparam (item, intname, value, crypted) VALUES (?, ?, ?, ?)',
    item,
    intname,
    value,
    crypted ? 1 : 0,
  );
}

export function dropParam(world: BillingWorld, item: number, intname: string): void {
  world.store.run('DELETE FROM itemparam WHERE item = ? AND intname = ?', item, intname);
}
