import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { ITEM_STATUS, type Item, paramsOf, requireItem, requireNumber } from './items.ts';
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
  return doc([
    ...fields(own),
    ...params.map(param => el(param.intname, param.value)),
    ...resourceFields(world, item),
  ]);
}

function itemFields(item: Item): Record<string, string | number | null> {
  const { id, name, pricelist, period, status, expiredate, createdate, opendate } = item;
  const { remoteid, account, parent, processingmodule, lastpricelist } = item;
  return {
    ...{ elid: id, id, name, pricelist, period, status, expiredate, createdate, opendate },
    ...{ remoteid, account, parent, processingmodule, lastpricelist },
  };
}

interface ListedItem extends Item {
  readonly tariff: string;
  readonly ip: string | null;
  readonly licname: string | null;
  readonly module: string | null;
}

/** `ITEMTYPE`: a page of the list. It shows names beside ids and no params. */
export function itemList(world: BillingWorld, call: BillingCall, itemtype: string): El {
  const { size, offset } = page(world, call);
  const rows = world.store.all<ListedItem>(
    `SELECT item.*, pricelist.name AS tariff, ip.value AS ip, licname.value AS licname,
       processingmodule.name AS module FROM service AS item
     LEFT JOIN pricelist ON pricelist.id = item.pricelist
     LEFT JOIN processingmodule ON processingmodule.id = item.processingmodule
     LEFT JOIN itemparam AS ip ON ip.item = item.id AND ip.intname = 'ip'
     LEFT JOIN itemparam AS licname ON licname.item = item.id AND licname.intname = 'licname'
     WHERE item.itemtype = ? AND item.status != ${ITEM_STATUS.deleted}
     ORDER BY item.id LIMIT ? OFFSET ?`,
    itemtype,
    size,
    offset,
  );
  return doc(
    rows.map(row =>
      el(
        'elem',
        fields({
          id: row.id,
          name: row.name,
          ip: row.ip ?? '',
          licname: row.licname ?? '',
          pricelist: row.tariff,
          pricelist_id: row.pricelist,
          period: row.period,
          status: row.status,
          createdate: row.createdate,
          expiredate: row.expiredate,
          account_id: row.account,
          processingmodule: row.module,
          processingmodule_id: row.processingmodule,
        }),
      ),
    ),
  );
}

export function page(world: BillingWorld, call: BillingCall): { size: number; offset: number } {
  const whole = (name: string, fallback: number): number => {
    const value = Number(call.params.get(name));
    return Number.isInteger(value) && value > 0 ? value : fallback;
  };
  const size = Math.min(
    whole('p_cnt', world.settings.number('page_default')),
    world.settings.number('page_cap'),
  );
  return { size, offset: (whole('p_num', 1) - 1) * size };
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
    `SELECT ${columns}, itemtype AS itemtype_intname,
       (SELECT itemtype.id FROM itemtype WHERE itemtype.intname = pricelist.itemtype) AS itemtype
     FROM pricelist WHERE id = ?`,
    id,
  );
  const params = store.all<{ intname: string; value: string }>(
    'SELECT intname, value FROM pricelistparam WHERE pricelist = ? ORDER BY intname',
    id,
  );
  return doc([
    ...fields({ elid: id, id, ...row }),
    ...params.map(param => el(param.intname, param.value)),
  ]);
}
