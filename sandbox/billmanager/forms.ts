import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { type Item, paramsOf, requireItem, requireNumber } from './items.ts';
import { knownName } from './itemtypes.ts';
import { resourceFields } from './resources.ts';
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

/** Told by `pricelist.edit` of a tariff and of a resource; the further ones of a resource alone. */
const TARIFF_COLUMNS = 'name, intname, active, project';
const RESOURCE_COLUMNS = `parent, addontype, billtype, measure, compound, enumeration, addonlimit,
  addonlimittrial, addonmax, addonmaxtrial, addonbool, enumerationitem`;

/** `pricelist.edit elid=P`: a tariff, or a resource of one. */
export function pricelistForm(world: BillingWorld, call: BillingCall): El {
  const { store } = world;
  const id = requireNumber(call, 'elid');
  const tariff = store.get<{ parent: number | null; itemtype: string }>(
    'SELECT parent, itemtype FROM pricelist WHERE id = ?',
    id,
  );
  if (!tariff) throw new PanelError('missed', 'elid', String(id));
  const columns =
    tariff.parent === null ? TARIFF_COLUMNS : `${TARIFF_COLUMNS}, ${RESOURCE_COLUMNS}`;
  const row = store.get<Record<string, string | number | null>>(
    `SELECT ${columns},
       (SELECT itemtype.id FROM itemtype
        WHERE itemtype.intname = pricelist.itemtype) AS itemtype
     FROM pricelist WHERE id = ?`,
    id,
  );
  const params = store.all<{ intname: string; value: string }>(
    'SELECT intname, value FROM pricelistparam WHERE pricelist = ? ORDER BY intname',
    id,
  );
  return doc([
    ...fields({ elid: id, id, ...row, itemtype_intname: knownName(world, tariff.itemtype) }),
    ...params.map(param => el(param.intname, param.value)),
  ]);
}
