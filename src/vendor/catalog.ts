import type { Itemtype } from './vendor.ts';

/** A product that the upstream was known to sell. */
export interface CatalogEntry {
  readonly pricelist: string;
  readonly name: string;
  readonly itemtype: Itemtype;
  /** The addon for nodes or servers above the included ones, and how many are included. */
  readonly addon?: { readonly id: string; readonly included: number };
  /** Sold as a trial only, and never renewed. */
  readonly trial?: true;
}

const soft = (pricelist: string, name: string, addon?: CatalogEntry['addon']): CatalogEntry => ({
  pricelist,
  name,
  itemtype: 'soft',
  ...(addon === undefined ? {} : { addon }),
});

/**
 * Known products, for names and hints only: what may be sold is the conf's word, what it costs the
 * live price list's. Source: docs/reference/vendor-api.md, "Catalog" and "Other resold products".
 */
export const CATALOG: readonly CatalogEntry[] = [
  soft('3541', 'ISPmanager 5 Lite'),
  soft('4601', 'ISPmanager 5 Business', { id: '4602', included: 1 }),
  soft('55227', 'ispmanager 6 lite'),
  soft('55228', 'ispmanager 6 pro'),
  soft('55229', 'ispmanager 6 host'),
  soft('55230', 'ispmanager 6 business', { id: '55236', included: 1 }),
  soft('55231', 'ispmanager 6 lite (RU)'),
  soft('55232', 'ispmanager 6 pro (RU)'),
  soft('55233', 'ispmanager 6 host (RU)'),
  soft('55234', 'ispmanager 6 business (RU)'),
  { pricelist: '55239', name: 'ispmanager 6 trial', itemtype: 'soft', trial: true },
  { pricelist: '55240', name: 'ispmanager 6 business trial', itemtype: 'soft', trial: true },
  soft('5577', 'BILLmanager'),
  soft('5579', 'BILLmanager Corporate'),
  soft('3045', 'VMmanager KVM', { id: '3049', included: 1 }),
  soft('3887', 'VMmanager Cloud', { id: '3889', included: 5 }),
  soft('3651', 'VMmanager OVZ', { id: '3698', included: 1 }),
  soft('3934', 'DCImanager'),
  soft('3936', 'DCImanager Enterprise'),
  soft('3136', 'DNSmanager'),
  soft('2891', 'IPmanager'),
  { pricelist: '9203', name: 'CloudLinux', itemtype: 'softexternal' },
  { pricelist: '9204', name: 'Softaculous', itemtype: 'softexternal' },
  { pricelist: '11738', name: 'KernelCare', itemtype: 'softexternal' },
  { pricelist: '55163', name: 'VMmanager 6', itemtype: 'platform' },
  { pricelist: '55161', name: 'DCImanager 6', itemtype: 'platform' },
  { pricelist: '55361', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '55362', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '55363', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '55377', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '55378', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '55379', name: 'Dr.Web', itemtype: 'addition' },
  { pricelist: '23221', name: 'DDoS-GUARD', itemtype: 'addition' },
];

export function catalogEntry(pricelist: string): CatalogEntry | undefined {
  return CATALOG.find(entry => entry.pricelist === pricelist);
}
