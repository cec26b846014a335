import { type AnyKey, family, key, optional, type ValueOf } from './key.ts';
import * as value from './readers.ts';

const NO_AMOUNTS: value.AmountByCurrency = new Map();

/**
 * Every section and key of the conf, in the order of the documentation. Everything about a key is
 * here, except what it means (help.ts) and who uses it. The spelling is a promise to
 * administrators: keys are added, never renamed.
 */
export const SECTIONS = {
  upstream: {
    url: optional('url', value.upstreamUrl, ''),
    username: optional('username', value.anyText, ''),
    password: optional('password', value.anyText, ''),
    project: optional('project', value.projectId, ''),
    dialect: key('dialect', value.oneOf('current', 'classic'), 'current'),
    timeout: key('timeout', value.wholeNumber(1, 600), '60'),
    connectTimeout: key('connect_timeout', value.wholeNumber(1, 120), '10'),
    rate: key('rate', value.decimalNumber(0.1, 10_000), '5'),
    ca: optional('ca', value.filePath, ''),
    keyWait: key('key_wait', value.wholeNumber(0, 600), '20'),
    settle: key('settle', value.wholeNumber(0, 600), '5'),
  },
  preset: {
    addons: family('addon.', value.NUMBER, value.wholeNumber(0, 100_000)),
    periods: family('period.', value.PERIOD, value.period),
    maxCost: optional('max_cost', value.amount, null),
    /** null: as max_cost says. */
    maxCostRenewal: optional('max_cost.renewal', value.amount, null),
    close: key('close', value.oneOf('delete', 'release'), 'delete'),
    lapsed: key('lapsed', value.oneOf('reorder', 'task'), 'reorder'),
  },
  sync: {
    expiredate: key('expiredate', value.oneOf('billing', 'upstream'), 'billing'),
    renewBefore: key('renew_before', value.wholeNumber(0, 60), '1'),
    warnDays: key('warn_days', value.wholeNumber(0, 60), '3'),
    balanceDays: key('balance_days', value.wholeNumber(0, 366), '30'),
    timeLimit: key('time_limit', value.wholeNumber(1, 86_400), '3000'),
    rows: key('rows', value.wholeNumber(10, 10_000), '500'),
    orphans: key('orphans', value.oneOf('report', 'release', 'delete'), 'report'),
    rereadDays: key('reread_days', value.wholeNumber(0, 366), '0'),
  },
  gateway: {
    listen: optional('listen', value.listenAddress, null),
    mode: key('mode', value.oneOf('manual', 'automatic'), 'manual'),
    orderUrl: optional('order_url', value.orderUrl, ''),
    margin: key('margin', value.percent, '0%'),
    currency: optional('currency', value.currencies, []),
    cache: key('cache', value.wholeNumber(10, 86_400), '900'),
    language: key('language', value.oneOf('auto', 'en', 'ru'), 'auto'),
    contact: optional('contact', value.anyText, ''),
    /** null: all of them. */
    clients: key('clients', value.clientList, 'all'),
    maxOrders: key('max_orders', value.wholeNumber(0, 100_000), '20'),
    tlsCert: optional('tls_cert', value.filePath, ''),
    tlsKey: optional('tls_key', value.filePath, ''),
    limit: key('limit', value.wholeNumber(0, 1_000_000), '50'),
    trustedProxies: key('trusted_proxies', value.addressList, '127.0.0.1, ::1'),
  },
  price: {
    margin: optional('margin', value.percent, null),
    fixed: optional('fixed', value.amounts, NO_AMOUNTS),
    minimum: optional('minimum', value.amounts, NO_AMOUNTS),
    round: optional('round', value.roundSteps, NO_AMOUNTS),
    show: key('show', value.onOff, 'on'),
    tariff: optional('tariff', value.tariffId, ''),
  },
  billmanager: {
    facts: key('facts', value.oneOf('auto', 'database', 'forms'), 'auto'),
    host: optional('host', value.anyText, ''),
    user: optional('user', value.anyText, ''),
    password: optional('password', value.anyText, ''),
    name: optional('name', value.anyText, ''),
    socket: optional('socket', value.filePath, ''),
    ca: optional('ca', value.filePath, ''),
  },
  log: { level: key('level', value.oneOf('debug', 'info', 'warning', 'error'), 'info') },
};

export type SectionName = keyof typeof SECTIONS;

export const isSection = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name);

/** `[preset 4601]`: the header carries a number. */
export const isNumbered = (name: SectionName): boolean => name === 'preset' || name === 'price';

/** The settings of a section, with defaults for keys that are not given. */
export type Settings<S extends SectionName> = {
  readonly [P in keyof (typeof SECTIONS)[S]]: ValueOf<(typeof SECTIONS)[S][P]>;
};

/** The keys of a section by the program's names for them. */
export const keysOf = (name: SectionName): readonly [string, AnyKey][] =>
  Object.entries<AnyKey>(SECTIONS[name]);

/** `[upstream] or [sync]`: the sections that a key belongs in; '' if there is none. */
export function homesOf(name: string, or: string): string {
  const sections = Object.keys(SECTIONS).filter(isSection);
  const homes = sections.filter(each => keysOf(each).some(([, key]) => key.name === name));
  return homes.map(each => `[${each}]`).join(` ${or} `);
}
