import type { Itemtype } from './vendor.ts';

/** All that differs between the product types (upstream-api.md, "Other resold products"). */
export interface ProductType {
  readonly itemtype: Itemtype;
  /** The license is bound to an address: `ip` and `licname` are sent. */
  readonly address: boolean;
  /** The name is sent as this parameter; '' if the type takes none. */
  readonly nameParam: 'licname' | 'comment' | '';
  /** `TYPE.checkip` exists. */
  readonly checkip: boolean;
  readonly key: boolean;
  readonly addons: boolean;
  /** The license is ordered for another license, named by `item`. */
  readonly belongsToLicense: boolean;
}

export const PRODUCT_TYPES: { readonly [T in Itemtype]: ProductType } = {
  soft: {
    itemtype: 'soft',
    address: true,
    nameParam: 'licname',
    checkip: true,
    key: true,
    addons: true,
    belongsToLicense: false,
  },
  softexternal: {
    itemtype: 'softexternal',
    address: true,
    nameParam: 'licname',
    checkip: false,
    key: true,
    addons: false,
    belongsToLicense: false,
  },
  platform: {
    itemtype: 'platform',
    address: false,
    nameParam: 'comment',
    checkip: false,
    key: true,
    addons: true,
    belongsToLicense: false,
  },
  addition: {
    itemtype: 'addition',
    address: false,
    nameParam: '',
    checkip: false,
    key: false,
    addons: false,
    belongsToLicense: true,
  },
};

export const ITEMTYPES = Object.keys(PRODUCT_TYPES) as readonly Itemtype[];
export const isItemtype = (text: string): text is Itemtype => Object.hasOwn(PRODUCT_TYPES, text);
