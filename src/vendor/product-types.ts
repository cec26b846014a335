/**
 * All that differs between the product types (docs/reference/vendor-api.md, "Other resold
 * products").
 */
export interface ProductType {
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
  /** `pricelist.export` can be asked for it; others come with the whole list. */
  readonly exported: boolean;
  /** The oldest dialect sells it, too (docs/reference/vendor-api.md, "The oldest dialect"). */
  readonly classic: boolean;
}

const define = <T extends Record<string, ProductType>>(
  types: T,
): { readonly [K in keyof T]: ProductType } => types;

/**
 * The one table of what is resold, by its name (itemtype) at the vendor and in BILLmanager.
 * BILLmanager is searched in this order for a service of unknown type.
 */
export const PRODUCT_TYPES = define({
  soft: {
    address: true,
    nameParam: 'licname',
    checkip: true,
    key: true,
    addons: true,
    belongsToLicense: false,
    exported: true,
    classic: true,
  },
  softexternal: {
    address: true,
    nameParam: 'licname',
    checkip: false,
    key: true,
    addons: false,
    belongsToLicense: false,
    exported: false,
    classic: false,
  },
  platform: {
    address: false,
    nameParam: 'comment',
    checkip: false,
    key: true,
    addons: true,
    belongsToLicense: false,
    exported: false,
    classic: false,
  },
  addition: {
    address: false,
    nameParam: '',
    checkip: false,
    key: false,
    addons: false,
    belongsToLicense: true,
    exported: true,
    classic: false,
  },
});

export type Itemtype = keyof typeof PRODUCT_TYPES;

/** The product type of a module for an ISPmanager panel. */
export const PANEL_MODULE: Itemtype = 'addition';

export const isItemtype = (text: string): text is Itemtype => Object.hasOwn(PRODUCT_TYPES, text);
export const ITEMTYPES: readonly Itemtype[] = Object.keys(PRODUCT_TYPES).filter(isItemtype);
