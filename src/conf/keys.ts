import { type AnyKey, family, key, optional, type ValueOf } from './key.ts';
import {
  type AmountByCurrency,
  addressList,
  amount,
  amounts,
  anyText,
  clientList,
  currencies,
  decimalNumber,
  filePath,
  listenAddress,
  NUMBER,
  oneOf,
  onOff,
  orderUrl,
  PERIOD,
  percent,
  period,
  roundSteps,
  tariffId,
  upstreamUrl,
  wholeNumber,
} from './readers.ts';

const NO_AMOUNTS: AmountByCurrency = new Map();

/**
 * Every section and key of the conf, in the order in which the documentation shows them; all else
 * about a key comes from here, but what it means (help.ts) and who uses it. The spelling is a
 * promise to administrators: keys are added, never renamed.
 */
export const SECTIONS = {
  upstream: {
    url: optional('url', upstreamUrl, ''),
    username: optional('username', anyText, ''),
    password: optional('password', anyText, ''),
    dialect: key('dialect', oneOf('current', 'classic'), 'current'),
    timeout: key('timeout', wholeNumber(1, 600), '60'),
    connectTimeout: key('connect_timeout', wholeNumber(1, 120), '10'),
    rate: key('rate', decimalNumber(0.1, 10_000), '5'),
    ca: optional('ca', filePath, ''),
    keyWait: key('key_wait', wholeNumber(0, 600), '20'),
    settle: key('settle', wholeNumber(0, 600), '5'),
  },
  preset: {
    addons: family('addon.', NUMBER, wholeNumber(0, 100_000)),
    periods: family('period.', PERIOD, period),
    maxCost: optional('max_cost', amount, null),
    close: key('close', oneOf('delete', 'release'), 'delete'),
  },
  sync: {
    expiredate: key('expiredate', oneOf('billing', 'upstream'), 'billing'),
    renewBefore: key('renew_before', wholeNumber(0, 60), '1'),
    balanceDays: key('balance_days', wholeNumber(0, 366), '30'),
    timeLimit: key('time_limit', wholeNumber(1, 86_400), '3000'),
    rows: key('rows', wholeNumber(10, 10_000), '500'),
    rereadDays: key('reread_days', wholeNumber(0, 366), '0'),
  },
  gateway: {
    listen: optional('listen', listenAddress, null),
    mode: key('mode', oneOf('manual', 'automatic'), 'manual'),
    orderUrl: optional('order_url', orderUrl, ''),
    margin: key('margin', percent, '0%'),
    currency: optional('currency', currencies, []),
    cache: key('cache', wholeNumber(10, 86_400), '900'),
    language: key('language', oneOf('auto', 'en', 'ru'), 'auto'),
    contact: optional('contact', anyText, ''),
    /** null: all of them. */
    clients: key('clients', clientList, 'all'),
    maxOrders: key('max_orders', wholeNumber(0, 100_000), '20'),
    tlsCert: optional('tls_cert', filePath, ''),
    tlsKey: optional('tls_key', filePath, ''),
    limit: key('limit', wholeNumber(0, 1_000_000), '50'),
    trustedProxies: key('trusted_proxies', addressList, '127.0.0.1, ::1'),
  },
  price: {
    margin: optional('margin', percent, null),
    fixed: optional('fixed', amounts, NO_AMOUNTS),
    minimum: optional('minimum', amounts, NO_AMOUNTS),
    round: optional('round', roundSteps, NO_AMOUNTS),
    show: key('show', onOff, 'on'),
    tariff: optional('tariff', tariffId, ''),
  },
  log: { level: key('level', oneOf('debug', 'info', 'warning', 'error'), 'info') },
};

export type SectionName = keyof typeof SECTIONS;

export const isSection = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name);

/** `[preset 4601]`: the header carries a number. */
export const isNumbered = (name: SectionName): boolean => name === 'preset' || name === 'price';

/** What a section says, with defaults for what it does not say. */
export type Settings<S extends SectionName> = {
  readonly [P in keyof (typeof SECTIONS)[S]]: ValueOf<(typeof SECTIONS)[S][P]>;
};

/** The keys of a section by the names that the program has for them. */
export const keysOf = (name: SectionName): readonly [string, AnyKey][] =>
  Object.entries<AnyKey>(SECTIONS[name]);

/** `[upstream] or [sync]`: the sections in which a key belongs; '' if it belongs in none. */
export function homesOf(name: string, or: string): string {
  const sections = Object.keys(SECTIONS).filter(isSection);
  const homes = sections.filter(each => keysOf(each).some(([, key]) => key.name === name));
  return homes.map(each => `[${each}]`).join(` ${or} `);
}
