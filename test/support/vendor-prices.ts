import { Fault } from '../../src/base/fault.ts';
import type { UpstreamPricelist } from '../../src/vendor/vendor.ts';

const PRICES: readonly (readonly [period: number, cost: number])[] = [
  [1, 5],
  [3, 14],
  [12, 50],
  [0, 190],
];

/** What licenses cost at the vendor, all of them alike; `factor`: against what they cost at first. */
export function costOf(period: number, factor = 1): number {
  const cost = PRICES.find(([each]) => each === period)?.[1];
  if (cost === undefined) throw new Fault('upstream_value', { object: 'period', value: 'period' });
  return cost * factor;
}

export function priceList(factor = 1): readonly UpstreamPricelist[] {
  const euros = {
    currency: 'EUR',
    periods: PRICES.map(([period]) => ({ period, cost: costOf(period, factor).toFixed(2) })),
  };
  return ['3541', '4601', '5577', '5579'].map(id => ({
    id,
    name: id,
    intname: id,
    itemtype: 'soft',
    additionintname: '',
    prices: [euros],
    addons: [{ id: '4602', name: 'Nodes', addonlimit: 1, addonmax: null, prices: [euros] }],
  }));
}
