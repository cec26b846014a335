import { PRODUCT_TYPES } from './product-types.ts';
import type { Itemtype } from './vendor.ts';

/**
 * The names under which a dialect's answers carry the facts of a license; the first one that is not
 * empty counts.
 */
export interface LicenseFields {
  readonly name: readonly string[];
  readonly status: readonly string[];
  readonly ip: readonly string[];
  readonly licname: readonly string[];
  readonly pricelist: readonly string[];
  /** Empty: the dialect's periods are ids of a price, not months. */
  readonly period: readonly string[];
  readonly createdate: readonly string[];
  readonly expiredate: readonly string[];
  readonly remoteid: readonly string[];
  readonly cost: readonly string[];
  readonly lickey: readonly string[];
  readonly ipChangeDate: readonly string[];
  readonly lickeyChangeDate: readonly string[];
  readonly parentItem: readonly string[];
  readonly autoprolong: readonly string[];
}

const CURRENT: LicenseFields = {
  name: ['name'],
  // a list may show the status as words and keep the number beside it
  status: ['orig_status', 'orig_item_status', 'status', 'item_status'],
  ip: ['ip'],
  licname: ['licname'],
  // in a list `pricelist` is the tariff's name and `pricelist_id` its id; in a form `pricelist` is
  // the id
  pricelist: ['pricelist_id', 'pricelist'],
  period: ['orig_period', 'period'],
  createdate: ['createdate'],
  expiredate: ['expiredate'],
  remoteid: ['remoteid'],
  cost: ['cost'],
  lickey: ['lickey'],
  ipChangeDate: ['ip_change_date'],
  lickeyChangeDate: ['lickey_change_date'],
  parentItem: ['item'],
  autoprolong: ['orig_autoprolong', 'autoprolong'],
};

/**
 * Field names of the current dialect (docs/reference/vendor-api.md, "License functions"); the table
 * of product types says which field has the name.
 */
export function currentFields(itemtype: Itemtype): LicenseFields {
  const type = PRODUCT_TYPES[itemtype];
  if (type.nameParam !== 'comment') return CURRENT;
  return { ...CURRENT, licname: ['comment', 'licname'] };
}

/**
 * Field names of the oldest dialect: what its panels were seen or may be expected to use
 * (docs/upstream-decisions.md).
 */
export const CLASSIC_FIELDS: LicenseFields = {
  name: ['name', 'pricename', 'price_name', 'software'],
  status: ['orig_status', 'status', 'item_status', 'state'],
  ip: ['ip', 'ipaddr', 'licip'],
  licname: ['licname', 'license', 'licensename'],
  pricelist: ['price_id', 'priceid', 'price', 'pricelist'],
  period: [],
  createdate: ['createdate', 'created', 'orderdate', 'opendate', 'startdate'],
  expiredate: ['expiredate', 'expire', 'expires', 'expdate', 'enddate'],
  remoteid: [],
  cost: ['cost', 'amount', 'summ'],
  lickey: ['lickey', 'licensekey', 'key'],
  ipChangeDate: ['ip_change_date', 'ipchange', 'ipchangedate'],
  lickeyChangeDate: ['lickey_change_date', 'keychange', 'keychangedate'],
  parentItem: [],
  autoprolong: ['autoprolong'],
};
