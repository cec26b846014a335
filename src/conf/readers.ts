import { isIPv4 } from 'node:net';
import { isAbsolute, join, normalize } from 'node:path';
import type { LocalizedText } from '../base/localized-text.ts';

/** Reads one kind of value, and describes what it accepts. */
export interface Reader<T> {
  readonly allowed: LocalizedText;
  /** undefined: not allowed. Relative paths are resolved against `root`, the manager root. */
  read(text: string, root: string): T | undefined;
}

/** Number of a pricelist, an addon, a preset, a tariff, an account. */
export const NUMBER = /^[1-9]\d{0,9}$/;
/** A period: months, -100, 0, or the id of an old period. */
export const PERIOD = /^(?:0|-?[1-9]\d{0,8})$/;
/** Decimal text without a sign. */
const AMOUNT = /^\d{1,9}(?:\.\d{1,4})?$/;

const reader = <T>(allowed: LocalizedText, read: (text: string) => T | undefined) => ({
  allowed,
  read,
});

const matching = (pattern: RegExp, allowed: LocalizedText) =>
  reader(allowed, text => (pattern.test(text) ? text : undefined));

export const anyText = matching(/^/, { en: 'any text', ru: 'любой текст' });

export const period = matching(PERIOD, {
  en: 'a whole number: 1, 12, -100 (trial), 0 (lifetime) or the id of a period',
  ru: 'целое число: 1, 12, -100 (пробный), 0 (бессрочно) или номер периода',
});

export const amount = matching(AMOUNT, {
  en: 'an amount such as 12.50',
  ru: 'сумма, например 12.50',
});

/** The vendor's id of a provider; empty for none. */
export const projectId = reader(
  {
    en: "the number of a provider in the vendor's billing",
    ru: 'номер провайдера в биллинге поставщика',
  },
  text => (text === '' || NUMBER.test(text) ? text : undefined),
);

/** BILLmanager's id of a tariff. */
export const tariffId = matching(NUMBER, {
  en: 'the number of a tariff in BILLmanager',
  ru: 'номер тарифа в BILLmanager',
});

/** Decimal text without the sign. */
export const percent = reader(
  { en: 'a percentage such as 20%', ru: 'проценты, например 20%' },
  text => /^(\d{1,4}(?:\.\d{1,4})?)[ \t]*%$/.exec(text)?.[1],
);

export const oneOf = <const T extends string>(...values: readonly T[]) => {
  const [first, last] = [values.slice(0, -1).join(', '), values.at(-1)];
  return reader({ en: `${first} or ${last}`, ru: `${first} или ${last}` }, text =>
    values.find(value => value === text),
  );
};

export const onOff = reader({ en: 'on or off', ru: 'on или off' }, text =>
  text === 'on' || text === 'off' ? text === 'on' : undefined,
);

export const wholeNumber = (least: number, most: number) =>
  reader(
    { en: `a whole number from ${least} to ${most}`, ru: `целое число от ${least} до ${most}` },
    text => (/^\d{1,9}$/.test(text) ? within(Number(text), least, most) : undefined),
  );

export const decimalNumber = (least: number, most: number) =>
  reader({ en: `a number from ${least} to ${most}`, ru: `число от ${least} до ${most}` }, text =>
    AMOUNT.test(text) ? within(Number(text), least, most) : undefined,
  );

/**
 * Empty for none. Plain http sends the password in clear, so it is allowed to this machine only.
 */
export const upstreamUrl = reader(
  {
    en:
      'an address such as https://HOST/billmgr, without a user name, "?" or "#"' +
      ' (http only for 127.0.0.1)',
    ru:
      'адрес вида https://HOST/billmgr без имени пользователя, «?» и «#»' +
      ' (http только для 127.0.0.1)',
  },
  text => {
    if (text === '') return '';
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || /[\s?#]/.test(text) || url.username !== '' || url.password !== '') return undefined;
    if (url.protocol === 'https:') return text;
    return url.protocol === 'http:' && isThisMachine(url.hostname) ? text : undefined;
  },
);

/** Absolute; empty for none. The file need not exist. */
export const filePath: Reader<string> = {
  allowed: {
    en: 'a path, absolute or below the manager root',
    ru: 'путь: абсолютный или внутри каталога панели',
  },
  read(text, root) {
    if (text === '' || isAbsolute(text)) return text;
    return /^\.\.(\/|$)/.test(normalize(text)) ? undefined : join(root, text);
  },
};

/** Host (an IPv6 address without its brackets) and port. */
export const listenAddress = reader(
  {
    en: 'an address and a port such as 127.0.0.1:8080 or [::1]:8080',
    ru: 'адрес и порт, например 127.0.0.1:8080 или [::1]:8080',
  },
  text => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    const port = within(Number(match?.[3]), 0, 65535);
    return host === undefined || port === undefined ? undefined : { host, port };
  },
);

const ORDER_MACROS: readonly string[] = ['module', 'license', 'ip', 'module_id'];

export const orderUrl = reader(
  {
    en:
      'an http(s) address with {module}, {license}, {ip}, {module_id}' +
      ' where their values belong, after the host',
    ru:
      'адрес http(s), в котором {module}, {license}, {ip}, {module_id}' +
      ' стоят на месте значений, после имени узла',
  },
  text => {
    // a value of the query must never choose the host that a client is sent to
    const origin = /^https?:\/\/[^/?#]*/.exec(text)?.[0] ?? '';
    if (origin.includes('{')) return undefined;
    const macros = [...text.matchAll(/\{([^{}]*)\}/g)].map(match => match[1] ?? '');
    const plain = text.replace(/\{[^{}]*\}/g, 'x');
    if (!/^https?:\/\//.test(plain) || /[\s{}]/.test(plain) || !URL.canParse(plain))
      return undefined;
    return macros.every(macro => ORDER_MACROS.includes(macro)) ? text : undefined;
  },
);

/**
 * Amounts by currency code as decimal text; the entry '' is for every currency without its own
 * (`fixed = 950 RUB, 9.90 EUR` or `fixed = 9.90`).
 */
export type AmountByCurrency = ReadonlyMap<string, string>;

function readAmounts(text: string): AmountByCurrency | undefined {
  const byCurrency = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, value = '', currency = ''] = /^([\d.]+)(?:[ \t]+([A-Z]{3}))?$/.exec(part.trim()) ?? [];
    if (!AMOUNT.test(value) || byCurrency.has(currency)) return undefined;
    byCurrency.set(currency, value);
  }
  return byCurrency;
}

export const amounts = reader(
  {
    en: 'amounts with their currencies such as "950 RUB, 9.90 EUR", or one amount for all',
    ru: 'суммы с валютами, например «950 RUB, 9.90 EUR», или одна сумма для всех',
  },
  readAmounts,
);

/** Rounding to a multiple of nothing makes no sense. */
export const roundSteps = reader(
  {
    en: 'a step above 0 such as 0.5, or steps with their currencies such as "10 RUB, 0.1 EUR"',
    ru: 'шаг больше 0, например 0.5, или шаги с валютами, например «10 RUB, 0.1 EUR»',
  },
  text => {
    const steps = readAmounts(text);
    return steps && [...steps.values()].every(step => Number(step) > 0) ? steps : undefined;
  },
);

export const currencies = reader(
  { en: 'currencies such as RUB or "RUB, EUR"', ru: 'валюты, например RUB или «RUB, EUR»' },
  text => listOf(text, part => /^[A-Z]{3}$/.test(part)),
);

/** null: all. */
export const clientList = reader(
  {
    en: '"all", or numbers of client accounts such as "3, 17"',
    ru: '«all» или номера аккаунтов клиентов, например «3, 17»',
  },
  text => (text === 'all' ? null : listOf(text, part => NUMBER.test(part))),
);

export const addressList = reader(
  {
    en: '"none", or addresses and networks such as "127.0.0.1, 10.0.0.0/8"',
    ru: '«none» или адреса и сети, например «127.0.0.1, 10.0.0.0/8»',
  },
  text => (text === 'none' ? [] : listOf(text, isAddressOrNetwork)),
);

function isAddressOrNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const mostBits = isIPv4(address) ? 32 : 128;
  return (mostBits === 32 || isIPv6(address)) && Number(bits ?? 0) <= mostBits;
}

/** Every start reads a default of this kind, and Node's own `isIPv6` takes it milliseconds. */
function isIPv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`);
}

/** Parts separated by commas; undefined if one does not fit or comes twice. */
function listOf(text: string, fits: (part: string) => boolean): readonly string[] | undefined {
  const parts = text.split(',').map(part => part.trim());
  return parts.every(fits) && new Set(parts).size === parts.length ? parts : undefined;
}

function within(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
