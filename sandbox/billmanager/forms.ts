import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { type Item, paramsOf, requireItem, requireNumber, resourcesOf } from './items.ts';
import { knownName } from './itemtypes.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/**
 * `ITEMTYPE.edit elid=ITEM`: the service's form with its params (crypted ones in clear) and
 * `addon_N`.
 */
export function itemForm(world: BillingWorld, call: BillingCall, itemtype: string): El {
  const item = requireItem(world, call, itemtype);
  const own = itemFields(item);
  const params = paramsOf(world, item.id).filter(param => !Object.hasOwn(own, param.intname));
  const without = world.settings.get('form_without').split(' ');
  const all = [
    ...fields(own),
    ...params.map(param => el(param.intname, param.value)),
    ...resourceFields(world, item),
  ];
  return doc(all.filter(each => !without.includes(each.name)));
}

function itemFields(item: Item): Record<string, string | number | null> {
  const { id, name, pricelist, period, status, expiredate, createdate, opendate } = item;
  const { remoteid, account, parent, processingmodule, lastpricelist } = item;
  return {
    ...{ elid: id, id, name, pricelist, period, status, expiredate, createdate, opendate },
    ...{ remoteid, account, parent, processingmodule, lastpricelist },
  };
}

/**
 * Every resource of the tariff stands in the form, with 0 where the client ordered nothing of it.
 */
function resourceFields(world: BillingWorld, item: Item): El[] {
  const ordered = new Map(resourcesOf(world, item.id).map(each => [each.pricelist, each.intvalue]));
  const all = world.store.all<{ id: number }>(
    'SELECT id FROM pricelist WHERE parent = ? ORDER BY id',
    item.pricelist,
  );
  return all.map(({ id }) => el(`addon_${id}`, ordered.get(id) ?? 0));
}

interface PricelistRow {
  readonly id: number;
  readonly parent: number | null;
  readonly itemtype: string;
  readonly name: string;
  readonly intname: string;
  readonly addonlimit: number;
  readonly measure: string;
}

/** `pricelist.edit elid=P`: a tariff, or a resource of one. */
export function pricelistForm(world: BillingWorld, call: BillingCall): El {
  const id = requireNumber(call, 'elid');
  const row = world.store.get<PricelistRow>('SELECT * FROM pricelist WHERE id = ?', id);
  if (!row) throw new PanelError('missed', 'elid', String(id));
  const { name, intname, parent } = row;
  const itemtype = knownName(world, row.itemtype);
  const resource =
    parent === null ? {} : { parent, addonlimit: row.addonlimit, measure: row.measure };
  const params = world.store.all<{ intname: string; value: string }>(
    'SELECT intname, value FROM pricelistparam WHERE pricelist = ? ORDER BY intname',
    id,
  );
  return doc([
    ...fields({ elid: id, id, name, intname, itemtype, ...resource }),
    ...params.map(param => el(param.intname, param.value)),
  ]);
}
