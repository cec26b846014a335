import { readFile } from 'node:fs/promises';
import type { LocalizedText } from '../../../base/localized-text.ts';
import type { Pair } from '../../../operations/adopt/adoption.ts';

/** A mistake in the file, with its line (0: the file as a whole). */
export interface FileMistake {
  readonly line: number;
  readonly text: LocalizedText;
}

export interface PairsFile {
  readonly pairs: readonly Pair[];
  readonly mistakes: readonly FileMistake[];
}

type Column = 'item' | 'account' | 'license';

/** Names of the columns, in any order and case; other columns are left alone. */
const COLUMNS: Readonly<Record<string, Column>> = {
  item: 'item',
  service: 'item',
  service_id: 'item',
  account: 'account',
  username: 'account',
  user: 'account',
  license: 'license',
  license_id: 'license',
};

const LARGEST = 64 * 1024 * 1024;

/**
 * Reads pairs from a CSV file with a header: columns `item` and `account` or `license`
 * (docs/adopt.md). Commas, semicolons or tabs, or what a first line `sep=;` says; rows without a
 * value are skipped; quotes follow RFC 4180; a byte order mark decides the encoding, else
 * `encoding`. Returns all mistakes; throws only the system's errors.
 */
export async function readPairs(path: string, encoding: string): Promise<PairsFile> {
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
    return pairsOf(recordsOf(records));
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

function pairsOf(records: readonly CsvRecord[]): PairsFile {
  const [head, ...rows] = records;
  const columns = (head?.values ?? []).map(name => COLUMNS[name.trim().toLowerCase()]);
  const has = (column: Column): boolean => columns.includes(column);
  if (!has('item') || !(has('account') || has('license')))
    return { pairs: [], mistakes: [NO_HEADER] };
  const pairs: Pair[] = [];
  const mistakes: FileMistake[] = [];
  for (const { line, values } of rows) {
    const of = (column: Column): string => values[columns.indexOf(column)] ?? '';
    const [item, account, license] = [
      of('item'),
      has('account') ? of('account') : '',
      has('license') ? of('license') : '',
    ];
    if (!/^[1-9]\d{0,17}$/.test(item)) mistakes.push({ line, text: noItem(item) });
    else if ((account === '') === (license === '')) mistakes.push({ line, text: ONE_OF_TWO });
    else if (account !== '') pairs.push({ item, kind: 'account', id: account, line });
    else pairs.push({ item, kind: 'license', id: license, line });
  }
  return { pairs, mistakes };
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
