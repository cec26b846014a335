/**
 * What differs between the product types (docs/reference/vendor-api.md, "License functions" and
 * "Other resold products").
 */
export interface SoldType {
  readonly itemtype: string;
  readonly address: boolean;
  /** The field that carries the name. */
  readonly name: 'licname' | 'comment' | null;
  readonly checkip: boolean;
  readonly key: boolean;
  readonly addons: boolean;
  /** Ordered for a license, named by `item`. */
  readonly item: boolean;
  readonly label: string;
}

const SOLD_TYPES: Readonly<Record<string, SoldType>> = {
  soft: {
    itemtype: 'soft',
    address: true,
    name: 'licname',
    checkip: true,
    key: true,
    addons: true,
    item: false,
    label: 'Licenses',
  },
  softexternal: {
    itemtype: 'softexternal',
    address: true,
    name: 'licname',
    checkip: false,
    key: true,
    addons: false,
    item: false,
    label: 'External software',
  },
  platform: {
    itemtype: 'platform',
    address: false,
    name: 'comment',
    checkip: false,
    key: true,
    addons: true,
    item: false,
    label: 'Platforms',
  },
  addition: {
    itemtype: 'addition',
    address: false,
    name: null,
    checkip: false,
    key: false,
    addons: false,
    item: true,
    label: 'Modules',
  },
};

/** Names of the product types that the vendor sells. */
export const SOLD_ITEMTYPES: readonly string[] = Object.keys(SOLD_TYPES);

export function soldType(itemtype: string): SoldType | undefined {
  return Object.hasOwn(SOLD_TYPES, itemtype) ? SOLD_TYPES[itemtype] : undefined;
}

/** 1 ordered, 2 active, 3 suspended, 4 deleted, 5 processing. */
export const STATUS = { ordered: 1, active: 2, suspended: 3, deleted: 4, processing: 5 } as const;
