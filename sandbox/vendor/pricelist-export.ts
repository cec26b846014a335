import { doc, type El, el, fields } from '../store/document.ts';
import { CHOICE } from './catalog.ts';
import { decimal } from './money.ts';
import type { Tariff } from './params.ts';
import { soldType } from './types.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

interface Price {
  readonly currency: string;
  readonly period: number;
  readonly cost: number;
}

/**
 * `pricelist.export`: the public price list, no login needed (docs/reference/vendor-api.md, "Price
 * list" and "Reselling modules").
 */
export function exportPricelist(world: UpstreamWorld, call: Pick<UpstreamCall, 'params'>): El {
  const { params } = call;
  const tariffs = world.store.all<Tariff>(
    'SELECT * FROM pricelists WHERE parent IS NULL AND classic = 0 ORDER BY id',
  );
  const wanted = tariffs.filter(
    each =>
      fits(params.get('itemtype'), each.itemtype) &&
      fits(params.get('pricelist'), String(each.id)) &&
      (params.get('onlyavailable') !== 'on' || each.sold === 1),
  );
  return doc(wanted.map(each => tariffElement(world, each)));
}

const fits = (wanted: string | undefined, found: string): boolean =>
  wanted === undefined || wanted === '' || wanted === found;

function tariffElement(world: UpstreamWorld, tariff: Tariff): El {
  const addons = world.store.all<Tariff>(
    'SELECT * FROM pricelists WHERE parent = ? ORDER BY id',
    tariff.id,
  );
  const { id, name, intname, itemtype, additionintname } = tariff;
  return el('pricelist', [
    ...fields({ id, name, intname }),
    el('itemtype_info', fields({ intname: itemtype, name: soldType(itemtype)?.label ?? itemtype })),
    ...(additionintname === '' ? [] : [el('additionintname', additionintname)]),
    ...priceElements(world, id),
    ...addons.map(addon => addonElement(world, addon)),
  ]);
}

/** Numbers as the panel has them: 1 yes or no, 2 a number, 3 a choice; 2: paid as ordered. */
const [NUMBER_TYPE, CHOICE_TYPE, BILLED_AS_ORDERED] = [2, 3, 2];

/**
 * Where the price of a number stands is not known: it is told by the setting `addon_prices` only.
 * Of a choice each value has its price.
 */
function addonElement(world: UpstreamWorld, addon: Tariff): El {
  const { id, name, intname, addonlimit, addonmax } = addon;
  const isChoice = addon.itemtype === CHOICE;
  const priced = !isChoice && world.settings.get('addon_prices') === 'on';
  return el('addon', [
    ...fields({ id, name, intname }),
    ...(isChoice ? [] : fields({ addonmin: 0, addonlimit, addonmax: addonmax ?? undefined })),
    ...fields({ addontype: isChoice ? CHOICE_TYPE : NUMBER_TYPE, billtype: BILLED_AS_ORDERED }),
    ...(isChoice ? [choiceElement(world, addon)] : []),
    ...(priced ? priceElements(world, id) : []),
  ]);
}

function choiceElement(world: UpstreamWorld, { id }: Tariff): El {
  const values = world.store.all<Tariff>(
    'SELECT * FROM pricelists WHERE parent = ? ORDER BY id',
    id,
  );
  return el('enumeration', [
    el('id', id),
    ...values.map(value =>
      el('enumerationitem', [
        ...fields({ id: value.id, name: value.name, intname: value.intname }),
        ...priceElements(world, value.id),
      ]),
    ),
  ]);
}

/** One `price` for each currency. */
function priceElements(world: UpstreamWorld, pricelist: number): El[] {
  const prices = world.store.all<Price>(
    'SELECT currency, period, cost FROM prices WHERE pricelist = ? ORDER BY currency, period',
    pricelist,
  );
  const byCurrency = Map.groupBy(prices, price => price.currency);
  return [...byCurrency].map(([currency, each]) =>
    el('price', each.map(periodElement), { currency }),
  );
}

function periodElement({ period, cost }: Price): El {
  const { type, length, text } = periodWords(period);
  return el('period', text, { cost: decimal(cost, 4), type, length: String(length) });
}

/** The reference shows months only; a year, a trial and a lifetime are named by what they are. */
function periodWords(period: number): { type: string; length: number; text: string } {
  if (period === 0) return { type: 'lifetime', length: 0, text: 'lifetime' };
  if (period < 0) return { type: 'trial', length: -period, text: 'trial' };
  if (period % 12 === 0)
    return {
      type: 'year',
      length: period / 12,
      text: period === 12 ? 'annually' : `${period / 12} years`,
    };
  return { type: 'month', length: period, text: period === 1 ? 'monthly' : `${period} months` };
}
