import { readFile } from 'node:fs/promises';
import { parseDate } from '../../../base/dates.ts';
import type { LocalizedText } from '../../../base/localized-text.ts';
import { keepSecret } from '../../../base/secrets.ts';
import type { Pair, ServiceOrder } from '../../../operations/adopt/adoption.ts';

/** A mistake in the file, with its line (0: the file as a whole). */
export interface FileMistake {
  readonly line: number;
  readonly text: LocalizedText;
}

export interface PairsFile {
  readonly pairs: readonly Pair[];
  readonly mistakes: readonly FileMistake[];
}

const NAMES = [
  'item',
  'account',
  'license',
  'password',
  'client',
  'tariff',
  'period',
  'expiredate',
] as const;
type Column = (typeof NAMES)[number];

/** Names of the columns, in any order and case; other columns are left alone. */
const COLUMNS: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(NAMES.map(name => [name, name] as const)),
  service: 'item',
  service_id: 'item',
  username: 'account',
  user: 'account',
  license_id: 'license',
  pricelist: 'tariff',
  userpassword: 'password',
};

const ID = /^[1-9]\d{0,17}$/;
const LARGEST = 64 * 1024 * 1024;

/**
 * Reads pairs from a CSV file with a header: columns `item` and `account` or `license`, and the
 * account's `password`; with `create` also rows without `item`, of clients who have no service yet:
 * `client`, `tariff`, `period`, `expiredate` (docs/adopt.md). Commas, semicolons or tabs, or what a
 * first line `sep=;` says; rows without a value are skipped; quotes follow RFC 4180; a byte order
 * mark decides the encoding, else `encoding`. Returns all mistakes; throws only the system's
 * errors.
 */
export async function readPairs(
  path: string,
  encoding: string,
  { create = false }: { readonly create?: boolean } = {},
): Promise<PairsFile> {
  const text = decode(await readFile(path), encoding);
  if (typeof text !== 'string') return { pairs: [], mistakes: [text] };
  const { parse, CsvError } = await import('csv-parse/sync');
  const [first = ''] = text.split(/\r\n|\n|\r/, 1);
  // Excel writes and reads the delimiter in the first line
  const named = /^"?sep=(.)"?$/i.exec(first.trim())?.[1];
  try {
    const records: unknown = parse(text, {
      delimiter: named ?? delimiterOf(first),
      from_line: named === undefined ? 1 : 2,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      info: true,
      relax_column_count: true,
    });
    return pairsOf(recordsOf(records), create);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
    return { pairs: [], mistakes: [{ line, text: same(error.message) }] };
  }
}

interface CsvRecord {
  readonly line: number;
  readonly values: readonly string[];
}

function pairsOf(records: readonly CsvRecord[], create: boolean): PairsFile {
  const [head, ...rows] = records;
  const columns = (head?.values ?? []).map(name => COLUMNS[name.trim().toLowerCase()]);
  const has = (column: Column): boolean => columns.includes(column);
  if (
    !(has('item') || (create && has('client') && has('tariff'))) ||
    !(has('account') || has('license'))
  )
    return { pairs: [], mistakes: [NO_HEADER] };
  const pairs: Pair[] = [];
  const mistakes: FileMistake[] = [];
  for (const { line, values } of rows) {
    const of = (column: Column): string =>
      has(column) ? (values[columns.indexOf(column)] ?? '') : '';
    const [item, account, license] = [of('item'), of('account'), of('license')];
    const order = create && item === '' && account !== '' ? orderIn(of) : null;
    if (order !== null && 'ru' in order) mistakes.push({ line, text: order });
    else if (order === null && !ID.test(item)) mistakes.push({ line, text: noItem(item) });
    else if ((account === '') === (license === '')) mistakes.push({ line, text: ONE_OF_TWO });
    else if (account !== '') {
      const password = of('password');
      if (password !== '') keepSecret(password);
      pairs.push({
        ...{ item, kind: 'account', id: account, line },
        ...(password === '' ? {} : { password }),
        ...(order === null ? {} : { order }),
      });
    } else pairs.push({ item, kind: 'license', id: license, line });
  }
  return { pairs, mistakes };
}

/** The service that a row without one asks for, or what is wrong with that. */
function orderIn(of: (column: Column) => string): ServiceOrder | LocalizedText {
  const [client, tariff] = [of('client'), of('tariff')];
  if (!ID.test(client) || !ID.test(tariff)) return NO_ORDER;
  const period = of('period') === '' ? 1 : Number(of('period'));
  const expiredate = parseDate(of('expiredate'));
  const isGood = Number.isInteger(period) && (of('expiredate') === '' || expiredate !== null);
  return isGood ? { client, tariff, period, expiredate } : BAD_TERM;
}

/** csv-parse returns `{record, info}` for each row when asked for info. */
function recordsOf(parsed: unknown): readonly CsvRecord[] {
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((each: unknown): CsvRecord[] => {
    if (typeof each !== 'object' || each === null || !('record' in each) || !('info' in each))
      return [];
    const { record, info } = each;
    const isInfo = typeof info === 'object' && info !== null && 'lines' in info;
    const line = isInfo && typeof info.lines === 'number' ? info.lines : 0;
    return Array.isArray(record) ? [{ line, values: record.map(String) }] : [];
  });
}

function delimiterOf(header: string): string {
  const count = (sign: string): number => header.split(sign).length - 1;
  const best = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a));
  return best[0] ?? ',';
}

function decode(bytes: Uint8Array, encoding: string): string | FileMistake {
  if (bytes.length > LARGEST) return { line: 0, text: same(`${bytes.length} > ${LARGEST} bytes`) };
  const name = byteOrder(bytes) ?? encoding;
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch (error) {
    const isUnknown = error instanceof RangeError;
    return { line: 0, text: isUnknown ? unknownEncoding(name) : otherEncoding(name) };
  }
}

function byteOrder(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : null;
}

const NO_ORDER: LocalizedText = {
  en: 'a row without an item needs the ids of client and tariff',
  ru: 'строке без item нужны номера client и tariff',
};
const BAD_TERM: LocalizedText = {
  en: 'period is a number of months, expiredate a date such as 2027-01-31',
  ru: 'period — число месяцев, expiredate — дата вида 2027-01-31',
};
const same = (text: string): LocalizedText => ({ en: text, ru: text });

const NO_HEADER: FileMistake = {
  line: 1,
  text: {
    en: 'the first line must name the columns: item, and account or license',
    ru: 'первая строка должна называть столбцы: item и account или license',
  },
};
const ONE_OF_TWO: LocalizedText = {
  en: 'exactly one of account and license must be given',
  ru: 'нужно указать что-то одно: account или license',
};
const noItem = (found: string): LocalizedText => ({
  en: `"${found}" is no id of a service`,
  ru: `«${found}» — не номер услуги`,
});
const otherEncoding = (name: string): LocalizedText => ({
  en: `this is not ${name}; say which encoding it is: --encoding windows-1251`,
  ru: `это не ${name}; укажите кодировку: --encoding windows-1251`,
});
const unknownEncoding = (name: string): LocalizedText => ({
  en: `the encoding "${name}" is not known`,
  ru: `кодировка «${name}» неизвестна`,
});
