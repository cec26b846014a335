import { isIP } from 'node:net';
import { isAbsolute, normalize } from 'node:path';
import type { LocalizedText } from '../base/localized-text.ts';
import type { AmountByCurrency, GatewaySettings } from './conf.ts';

/** Reads one kind of value, and says what it accepts. */
export interface Reader<T> {
  readonly allowed: LocalizedText;
  /** undefined: not allowed. */
  read(text: string): T | undefined;
}

/** Number of a pricelist, an addon, a preset. */
export const NUMBER = /^[1-9]\d{0,9}$/;
/** A period: months, -100, 0, or the id of an old period. */
const PERIOD = /^(?:0|-?[1-9]\d{0,8})$/;
/** Decimal text without a sign. */
const AMOUNT = /^\d{1,9}(?:\.\d{1,4})?$/;

export const anyText: Reader<string> = {
  allowed: { en: 'any text', ru: 'любой текст' },
  read: text => text,
};

export const period: Reader<string> = {
  allowed: {
    en: 'a whole number: 1, 12, -100 (trial), 0 (lifetime) or the id of a period',
    ru: 'целое число: 1, 12, -100 (пробный), 0 (бессрочно) или номер периода',
  },
  read: text => (PERIOD.test(text) ? text : undefined),
};

export const amount: Reader<string> = {
  allowed: { en: 'an amount such as 12.50', ru: 'сумма, например 12.50' },
  read: text => (AMOUNT.test(text) ? text : undefined),
};

export const percent: Reader<string> = {
  allowed: { en: 'a percentage such as 20%', ru: 'проценты, например 20%' },
  read: text => /^(\d{1,4}(?:\.\d{1,4})?)[ \t]*%$/.exec(text)?.[1],
};

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return {
    allowed: { en: values.join(' or '), ru: values.join(' или ') },
    read: text => values.find(value => value === text),
  };
}

export function wholeNumber(least: number, most: number): Reader<number> {
  return {
    allowed: {
      en: `a whole number from ${least} to ${most}`,
      ru: `целое число от ${least} до ${most}`,
    },
    read: text => (/^\d{1,9}$/.test(text) ? within(Number(text), least, most) : undefined),
  };
}

export function decimalNumber(least: number, most: number): Reader<number> {
  return {
    allowed: { en: `a number from ${least} to ${most}`, ru: `число от ${least} до ${most}` },
    read: text => (AMOUNT.test(text) ? within(Number(text), least, most) : undefined),
  };
}

/** Empty for none. Plain http would send the password in clear: only to this machine. */
export const upstreamUrl: Reader<string> = {
  allowed: {
    en: 'an address such as https://HOST/billmgr, without a user name, "?" or "#" (http only for 127.0.0.1)',
    ru: 'адрес вида https://HOST/billmgr без имени пользователя, «?» и «#» (http только для 127.0.0.1)',
  },
  read(text) {
    if (text === '') return '';
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || /[\s?#]/.test(text) || url.username !== '' || url.password !== '') return undefined;
    if (url.protocol === 'https:') return text;
    return url.protocol === 'http:' && isThisMachine(url.hostname) ? text : undefined;
  },
};

/**
 * A path below the manager root, or an absolute one. Whether the file exists is another question.
 */
export const filePath: Reader<string> = {
  allowed: {
    en: 'a path below the manager root such as etc/own-ca.pem, or an absolute one',
    ru: 'путь внутри каталога панели, например etc/own-ca.pem, или абсолютный',
  },
  read: text => (isAbsolute(text) || !/^\.\.(\/|$)/.test(normalize(text)) ? text : undefined),
};

export const listenAddress: Reader<NonNullable<GatewaySettings['listen']>> = {
  allowed: {
    en: 'an address and a port such as 127.0.0.1:8080 or [::1]:8080',
    ru: 'адрес и порт, например 127.0.0.1:8080 или [::1]:8080',
  },
  read(text) {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    const port = within(Number(match?.[3]), 0, 65535);
    return host === undefined || port === undefined ? undefined : { host, port };
  },
};

const ORDER_MACROS: readonly string[] = ['module', 'license', 'ip', 'module_id'];

export const orderUrl: Reader<string> = {
  allowed: {
    en: 'an http(s) address with {module}, {license}, {ip}, {module_id} where their values belong, behind the host',
    ru: 'адрес http(s), в котором {module}, {license}, {ip}, {module_id} стоят на месте значений, после имени узла',
  },
  read(text) {
    // a value of the query must never choose the host that a client is led to
    const origin = /^https?:\/\/[^/?#]*/.exec(text)?.[0] ?? '';
    if (origin.includes('{')) return undefined;
    const macros = [...text.matchAll(/\{([^{}]*)\}/g)].map(match => match[1] ?? '');
    const plain = text.replace(/\{[^{}]*\}/g, 'x');
    if (!/^https?:\/\//.test(plain) || /[\s{}]/.test(plain) || !URL.canParse(plain))
      return undefined;
    return macros.every(macro => ORDER_MACROS.includes(macro)) ? text : undefined;
  },
};

/** `950 RUB, 9.90 EUR`, or one amount for every currency. */
export const amounts: Reader<AmountByCurrency> = {
  allowed: {
    en: 'amounts with their currencies such as "950 RUB, 9.90 EUR", or one amount for all',
    ru: 'суммы с валютами, например «950 RUB, 9.90 EUR», или одна сумма для всех',
  },
  read(text) {
    const byCurrency = new Map<string, string>();
    for (const part of text.split(',')) {
      const match = /^([\d.]+)(?:[ \t]+([A-Z]{3}))?$/.exec(part.trim());
      const value = amount.read(match?.[1] ?? '');
      const currency = match?.[2] ?? '';
      if (value === undefined || byCurrency.has(currency)) return undefined;
      byCurrency.set(currency, value);
    }
    return byCurrency;
  },
};

/** Rounding to a multiple of nothing makes no sense. */
export const roundSteps: Reader<AmountByCurrency> = {
  allowed: {
    en: 'a step above 0 such as 0.5, or steps with their currencies such as "10 RUB, 0.1 EUR"',
    ru: 'шаг больше 0, например 0.5, или шаги с валютами, например «10 RUB, 0.1 EUR»',
  },
  read(text) {
    const steps = amounts.read(text);
    return steps && [...steps.values()].every(step => Number(step) > 0) ? steps : undefined;
  },
};

/** `RUB`, or `RUB, EUR`. */
export const currencies: Reader<readonly string[]> = {
  allowed: {
    en: 'currencies such as RUB or "RUB, EUR"',
    ru: 'валюты, например RUB или «RUB, EUR»',
  },
  read: text => listOf(text, part => /^[A-Z]{3}$/.test(part)),
};

/** BILLmanager's id of something: a tariff, an account. */
export const localId: Reader<string> = {
  allowed: { en: 'the number of a tariff in BILLmanager', ru: 'номер тарифа в BILLmanager' },
  read: text => (NUMBER.test(text) ? text : undefined),
};

export const clientList: Reader<readonly string[] | null> = {
  allowed: {
    en: '"all", or numbers of client accounts such as "3, 17"',
    ru: '«all» или номера аккаунтов клиентов, например «3, 17»',
  },
  read: text => (text === 'all' ? null : listOf(text, part => NUMBER.test(part))),
};

export const addressList: Reader<readonly string[]> = {
  allowed: {
    en: '"none", or addresses and networks such as "127.0.0.1, 10.0.0.0/8"',
    ru: '«none» или адреса и сети, например «127.0.0.1, 10.0.0.0/8»',
  },
  read: text => (text === 'none' ? [] : listOf(text, isAddressOrNetwork)),
};

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

/** Parts parted by commas; undefined if one does not fit or comes twice. */
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
