import { LIFETIME, type Period, TRIAL } from '../base/period.ts';
import type { MgrDocument, MgrElement } from '../manager-api/document.ts';
import {
  attributeOf,
  badAnswer,
  cut,
  firstOf,
  isId,
  LONGEST_NAME,
  layersOf,
} from './answer-fields.ts';
import type { PricelistPeriod, UpstreamPricelist } from './vendor.ts';

type Prices = UpstreamPricelist['prices'];
type Addon = UpstreamPricelist['addons'][number];

const FUNC = 'pricelist.export';

/**
 * The tariffs of `pricelist.export`: `pricelist` elements, or a list's `elem`, one or many. Periods
 * that are not resold (days, single payments) and tariffs whose id is no number are left out.
 * Throws upstream_answer_bad (passing) for a tariff without an id. Source:
 * docs/reference/vendor-api.md, "Price list" and "Reselling modules".
 */
export function parsePricelists(document: MgrDocument): readonly UpstreamPricelist[] {
  const found = layersOf(document).flatMap(layer =>
    layer.children.filter(
      // a bare `<pricelist>23221</pricelist>` is the request's own parameter, not a tariff
      each => (each.name === 'pricelist' || each.name === 'elem') && each.children.length > 0,
    ),
  );
  return found.flatMap(parsePricelist);
}

/** Months, trial or lifetime of a price's period; null for a kind that is not resold. */
export function pricePeriod(type: string, length: string): Period | null {
  const count = /^\d{1,3}$/.test(length.trim()) ? Number(length) : 1;
  switch (type.trim().toLowerCase()) {
    case 'month':
    case 'months':
      return count > 0 ? count : null;
    case 'year':
    case 'years':
      return count > 0 ? count * 12 : null;
    case 'trial':
      return TRIAL;
    case 'lifetime':
    case 'forever':
      return LIFETIME;
    default:
      return null;
  }
}

function parsePricelist(element: MgrElement): readonly UpstreamPricelist[] {
  const id = firstOf(element, ['id']);
  if (id === '') throw badAnswer(FUNC, 'a tariff without an id', 'passing');
  if (!isId(id)) return [];
  return [
    {
      id,
      name: nameOf(element),
      intname: cut(firstOf(element, ['intname']), LONGEST_NAME),
      itemtype: itemtypeOf(element),
      additionintname: cut(firstOf(element, ['additionintname']), LONGEST_NAME),
      prices: pricesOf(element),
      addons: element.children.filter(each => each.name === 'addon').flatMap(parseAddon),
    },
  ];
}

function parseAddon(element: MgrElement): readonly Addon[] {
  const id = firstOf(element, ['id']) || attributeOf(element, 'id');
  if (id === '') throw badAnswer(FUNC, 'an addon without an id', 'passing');
  const addonlimit = amountOf(firstOf(element, ['addonlimit'])) ?? 0;
  const addonmax = amountOf(firstOf(element, ['addonmax']));
  return [
    {
      id,
      name: nameOf(element),
      addonlimit,
      // 0, or less than the included amount, is a panel's way to set no maximum
      addonmax: addonmax === null || addonmax === 0 || addonmax < addonlimit ? null : addonmax,
      prices: pricesOf(element),
    },
  ];
}

function pricesOf(element: MgrElement): Prices {
  return element.children
    .filter(each => each.name === 'price' && each.children.length > 0)
    .map(price => ({ currency: currencyOf(price), periods: periodsOf(price) }));
}

function periodsOf(price: MgrElement): readonly PricelistPeriod[] {
  return price.children
    .filter(each => each.name === 'period')
    .flatMap(each => {
      const period = pricePeriod(attributeOf(each, 'type'), attributeOf(each, 'length'));
      const cost = attributeOf(each, 'cost').trim();
      return period === null || cost === '' ? [] : [{ period, cost }];
    });
}

function currencyOf(price: MgrElement): string {
  const currency = attributeOf(price, 'currency');
  const iso = price.children.find(each => each.name === 'currency')?.attributes.get('iso');
  return (iso ?? currency).trim().toUpperCase();
}

function nameOf(element: MgrElement): string {
  return cut(firstOf(element, ['name', 'name_en', 'name_ru']), LONGEST_NAME);
}

/**
 * `itemtype_info` is an element with the type's intname, or plain text; `itemtype` may be the
 * type's number.
 */
function itemtypeOf(element: MgrElement): string {
  const info = element.children.find(each => each.name === 'itemtype_info');
  if (info !== undefined) {
    const intname = attributeOf(info, 'intname') || info.text;
    if (intname !== '') return intname;
  }
  return firstOf(element, ['itemtype']);
}

function amountOf(text: string): number | null {
  const whole = /^(\d{1,9})(?:\.0+)?$/.exec(text)?.[1];
  return whole === undefined ? null : Number(whole);
}
