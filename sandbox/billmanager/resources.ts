import { type El, el } from '../store/document.ts';
import { enumerationItemId } from './enumerations.ts';
import { ITEM_STATUS } from './items.ts';
import type { BillingWorld } from './world.ts';

/** What a resource is: `pricelist.addontype`. */
export const ADDON_TYPE = { boolean: 1, integer: 2, enumeration: 3 } as const;
export type AddonKind = keyof typeof ADDON_TYPE;

/**
 * How a resource is sold: `pricelist.billtype`. A compound one is a choice of several others, a
 * manual one is made for one service.
 */
export const BILL_TYPE = {
  unknown: 0,
  none: 1,
  ordered: 2,
  statistics: 3,
  compound: 4,
  calculated: 5,
  manual: 10,
} as const;
export type BillKind = keyof typeof BILL_TYPE;

/** How much of a resource there is; `null` or left out: not set. */
export interface Amounts {
  readonly addonlimit?: number | null;
  readonly addonlimittrial?: number | null;
  readonly addonmax?: number | null;
  readonly addonmaxtrial?: number | null;
  readonly addonbool?: 'on' | 'off' | null;
}

/** Above the limit (a number), on or off, or the internal name of what was chosen. */
export type OrderedAmount = number | boolean | string;

/** What a client orders of a resource; `frozen` is what the tariff gave at that time. */
export type ResourceOrder =
  | OrderedAmount
  | { readonly amount: OrderedAmount; readonly frozen: Amounts };

interface Resource {
  readonly id: number;
  readonly intname: string;
  readonly itemtype: string;
  readonly addontype: number;
  readonly enumeration: number | null;
}

/**
 * The resource of a tariff that this names: one of the names in `intname`, which blanks part, or
 * its type's where that is empty. Throws an Error.
 */
export function resourceOf({ store }: BillingWorld, tariff: number, name: string): Resource {
  const all = store.all<Resource>('SELECT * FROM pricelist WHERE parent = ? ORDER BY id', tariff);
  const found = all.find(({ intname, itemtype }) =>
    (intname.trim() === '' ? [itemtype] : intname.trim().split(/\s+/)).includes(name),
  );
  if (!found) throw new Error(`the tariff has no resource "${name}"`);
  return found;
}

/** Saves what a client has ordered, or has changed the order to. */
export function setResource(
  world: BillingWorld,
  item: number,
  resource: Resource,
  order: ResourceOrder,
): void {
  const { amount, frozen } = typeof order === 'object' ? order : { amount: order, frozen: {} };
  const row = { ...frozen, ...orderedColumns(world, resource, amount) };
  const known = world.store.get<{ id: number }>(
    'SELECT id FROM resource WHERE parent = ? AND pricelist = ?',
    item,
    resource.id,
  );
  if (known) world.store.update('item', known.id, row);
  else
    world.store.insert('item', {
      itemtype: 'resource',
      pricelist: resource.id,
      parent: item,
      period: 1,
      status: ITEM_STATUS.active,
      createdate: world.clock.today(),
      ...row,
    });
}

function orderedColumns(
  world: BillingWorld,
  { addontype, enumeration }: Resource,
  amount: OrderedAmount,
): Record<string, number | string> {
  if (addontype === ADDON_TYPE.boolean && typeof amount === 'boolean')
    return { boolvalue: amount ? 'on' : 'off' };
  if (addontype === ADDON_TYPE.enumeration && typeof amount === 'string')
    return { enumerationitem: enumerationItemId(world, enumeration, amount) };
  if (addontype === ADDON_TYPE.integer && typeof amount === 'number') return { intvalue: amount };
  throw new Error(`"${amount}" is no amount of a resource of type ${addontype}`);
}

interface Ordered {
  readonly pricelist: number;
  readonly amount: number | string;
}

const AMOUNT = 'coalesce(ordered.intvalue, ordered.boolvalue, ordered.enumerationitem)';

/** What the client ordered of each resource of the tariff, above what it includes. */
export function resourcesOf({ store }: BillingWorld, item: number): Ordered[] {
  return store.all<Ordered>(
    `SELECT pricelist, ${AMOUNT} AS amount FROM resource AS ordered
     WHERE parent = ? ORDER BY pricelist`,
    item,
  );
}

/** What stands in a form where nothing was ordered. */
const NOTHING = `CASE given.addontype
  WHEN ${ADDON_TYPE.boolean} THEN coalesce(given.addonbool, 'off')
  WHEN ${ADDON_TYPE.enumeration} THEN coalesce(given.enumerationitem, '')
  ELSE 0 END`;

/**
 * What a service's form tells: each resource that the client has or may have, `addon_ID` with 0,
 * the tariff's on or off, or the tariff's choice where nothing was ordered.
 */
export function resourceFields(
  { store }: BillingWorld,
  { id, pricelist }: { readonly id: number; readonly pricelist: number | null },
): readonly El[] {
  return store
    .all<Ordered>(
      `SELECT given.id AS pricelist, coalesce(${AMOUNT}, ${NOTHING}) AS amount
       FROM pricelist AS given
       LEFT JOIN item AS ordered ON ordered.parent = ? AND ordered.pricelist = given.id
       WHERE given.parent = ?
         AND (ordered.id IS NOT NULL OR (given.compound IS NULL AND given.active = 'on'))
       ORDER BY given.id`,
      id,
      pricelist,
    )
    .map(row => el(`addon_${row.pricelist}`, row.amount));
}
