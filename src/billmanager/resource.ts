import { Fault } from '../base/fault.ts';
import { type Period, TRIAL } from '../base/period.ts';
import type { Resource } from './billmanager.ts';
import type { Fields } from './forms/fields.ts';

/** `pricelist.addontype`. */
const SWITCH = '1';
const CHOICE = '3';
/** `pricelist.billtype`: by statistics. */
const BY_STATISTICS = '3';
/** ... and those that are no resource of the service: a choice of several, and made by hand. */
const NOT_COUNTED: ReadonlySet<string> = new Set(['4', '10']);

/**
 * A resource by the columns of the tariff's row (`offered`) and of what the service has of it
 * (`has`), each by its name in the tables pricelist and item, and the internal name of what was
 * chosen (docs/reference/billmanager.md, "Amount of a resource"). A column that is missing or empty
 * is not set. Null for a row that is no resource of the service. An amount that is none is NaN.
 */
export function resourceOf(
  id: string,
  offered: Fields,
  has: Fields,
  choice: string,
): Resource | null {
  if (NOT_COUNTED.has(offered.get('billtype') ?? '')) return null;
  const first = (...values: readonly (string | undefined)[]): string | undefined =>
    values.find(value => value !== undefined && value !== '');
  const names = (first(offered.get('intname'), offered.get('itemtype_intname')) ?? '')
    .split(/\s+/)
    .filter(name => name !== '');
  const most = first(has.get('addonmaxtrial'), offered.get('addonmaxtrial'));
  const resource = { id, names, ordered: 0, choice: '', measure: '' };
  const kind = kindOf(offered, has);
  if (kind === 'choice') return { ...resource, included: 0, most: null, choice };
  if (kind === 'switch') {
    const isOn = first(has.get('boolvalue'), offered.get('addonbool')) === 'on';
    return { ...resource, included: isOn ? 1 : 0, most: null };
  }
  const isCounted = offered.get('billtype') === BY_STATISTICS;
  const included = isCounted
    ? first(has.get('addonmax'), offered.get('addonmax'), offered.get('addonlimit'))
    : first(has.get('addonlimit'), offered.get('addonlimit'));
  return {
    ...resource,
    included: numberOf(included ?? '0'),
    ordered: isCounted ? 0 : numberOf(first(has.get('intvalue')) ?? '0'),
    most: most === undefined ? null : numberOf(most),
    measure: first(offered.get('measure')) ?? '',
  };
}

/** A form that does not tell the kind shows it by the value. */
function kindOf(offered: Fields, has: Fields): 'switch' | 'number' | 'choice' {
  const type = offered.get('addontype') ?? '';
  if (type === CHOICE) return 'choice';
  const isSwitched = has.get('boolvalue') !== undefined && has.get('boolvalue') !== '';
  return type === SWITCH || (type === '' && isSwitched) ? 'switch' : 'number';
}

/** Amounts are written with decimals too (`1.0000`). */
const numberOf = (text: string): number =>
  /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;

/**
 * How much of a resource a service of this period has; a choice whose name is a number counts as
 * that. Fault resource_bad for an amount that is none.
 */
export function amountOf(resource: Resource, period: Period | null): number {
  const { included, ordered, most, choice, names, id } = resource;
  if (choice !== '') return /^\d{1,9}$/.test(choice) ? Number(choice) : 0;
  const amount = included + ordered;
  if (Number.isNaN(amount))
    throw new Fault('resource_bad', { object: names[0] ?? id, value: 'its amount is no number' });
  return period === TRIAL && most !== null && most < amount ? most : amount;
}
