import type { AmountByCurrency } from './conf.ts';
import {
  addressList,
  amount,
  amounts,
  anyText,
  clientList,
  currencies,
  decimalNumber,
  filePath,
  listenAddress,
  localId,
  oneOf,
  orderUrl,
  percent,
  period,
  type Reader,
  roundSteps,
  upstreamUrl,
  wholeNumber,
} from './readers.ts';

/** A key of a section: how its value is read, and what holds when it is not given. */
export interface Key<T> {
  readonly name: string;
  readonly reader: Reader<T>;
  readonly fallback: T;
}

/** Keys that begin alike and end in a number: `addon.4602`, `period.1`. */
export interface KeyFamily<T> {
  readonly prefix: string;
  /** What stands behind the prefix. */
  readonly member: RegExp;
  readonly reader: Reader<T>;
}

const key = <T>(name: string, reader: Reader<T>, fallback: T): Key<T> => ({
  name,
  reader,
  fallback,
});
/** A key whose absence is a value of its own. */
const optional = <T>(name: string, reader: Reader<T>): Key<T | null> => ({
  name,
  reader,
  fallback: null,
});

const NO_AMOUNTS: AmountByCurrency = new Map();

/*
 * Every key of the conf. The spelling is a promise to administrators (product.md, "The conf by
 * example"): keys are added, never renamed. docs/conf.md explains each; a test compares.
 */
export const UPSTREAM = {
  url: key('url', upstreamUrl, ''),
  username: key('username', anyText, ''),
  password: key('password', anyText, ''),
  dialect: key('dialect', oneOf('current', 'classic'), 'current'),
  timeout: key('timeout', wholeNumber(1, 600), 60),
  connectTimeout: key('connect_timeout', wholeNumber(1, 120), 10),
  rate: key('rate', decimalNumber(0.1, 10_000), 5),
  ca: key('ca', filePath, ''),
  keyWait: key('key_wait', wholeNumber(0, 600), 20),
  settle: key('settle', wholeNumber(0, 600), 5),
};

export const PRESET = {
  maxCost: optional('max_cost', amount),
  close: key('close', oneOf('delete', 'release'), 'delete'),
};
export const PRESET_ADDON: KeyFamily<number> = {
  prefix: 'addon.',
  member: /^[1-9]\d{0,9}$/,
  reader: wholeNumber(0, 100_000),
};
export const PRESET_PERIOD: KeyFamily<string> = {
  prefix: 'period.',
  member: /^(?:0|-?[1-9]\d{0,8})$/,
  reader: period,
};

export const SYNC = {
  expiredate: key('expiredate', oneOf('billing', 'upstream'), 'billing'),
  renewBefore: key('renew_before', wholeNumber(0, 60), 1),
  balanceDays: key('balance_days', wholeNumber(0, 366), 30),
  timeLimit: key('time_limit', wholeNumber(1, 86_400), 3000),
  rows: key('rows', wholeNumber(10, 10_000), 500),
  rereadDays: key('reread_days', wholeNumber(0, 366), 0),
};

export const GATEWAY = {
  listen: optional('listen', listenAddress),
  mode: key('mode', oneOf('manual', 'automatic'), 'manual'),
  orderUrl: key('order_url', orderUrl, ''),
  margin: key('margin', percent, '0'),
  currency: key('currency', currencies, []),
  cache: key('cache', wholeNumber(10, 86_400), 900),
  language: key('language', oneOf('auto', 'en', 'ru'), 'auto'),
  contact: key('contact', anyText, ''),
  clients: key('clients', clientList, null),
  maxOrders: key('max_orders', wholeNumber(0, 100_000), 20),
  tlsCert: key('tls_cert', filePath, ''),
  tlsKey: key('tls_key', filePath, ''),
  limit: key('limit', wholeNumber(0, 1_000_000), 50),
  trustedProxies: key('trusted_proxies', addressList, ['127.0.0.1', '::1']),
};

export const PRICE = {
  margin: optional('margin', percent),
  fixed: key('fixed', amounts, NO_AMOUNTS),
  minimum: key('minimum', amounts, NO_AMOUNTS),
  round: key('round', roundSteps, NO_AMOUNTS),
  show: key('show', oneOf('on', 'off'), 'on'),
  tariff: key('tariff', localId, ''),
};

export const LOG = { level: key('level', oneOf('debug', 'info', 'warning', 'error'), 'info') };

export interface SectionKeys {
  /** `[preset 4601]`: the header carries a number. */
  readonly numbered: boolean;
  readonly keys: readonly string[];
  readonly families: readonly { readonly prefix: string; readonly member: RegExp }[];
}

const names = (keys: Readonly<Record<string, { readonly name: string }>>): readonly string[] =>
  Object.values(keys).map(each => each.name);
const section = (keys: readonly string[], more: Partial<SectionKeys> = {}): SectionKeys => ({
  numbered: false,
  families: [],
  ...more,
  keys,
});

/** The sections by name, in the order in which the documentation shows them. */
export const SECTIONS: ReadonlyMap<string, SectionKeys> = new Map([
  ['upstream', section(names(UPSTREAM))],
  ['preset', section(names(PRESET), { numbered: true, families: [PRESET_ADDON, PRESET_PERIOD] })],
  ['sync', section(names(SYNC))],
  ['gateway', section(names(GATEWAY))],
  ['price', section(names(PRICE), { numbered: true })],
  ['log', section(names(LOG))],
]);
