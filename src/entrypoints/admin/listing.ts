import type { Argv } from 'yargs';
import { FLAG, TEXT } from '../../base/command-line/typed-line.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import { type CliContext, jsonOption, LIST, type Say } from './command.ts';
import { csvText } from './csv.ts';
import { safeJson } from './safe-text.ts';
import { type Column, renderTable } from './table.ts';

/** A column of a list that a person may choose, sort by, and take into a table of their own. */
export interface ListColumn<Row> extends Pick<Column, 'align' | 'isProse' | 'spare'> {
  /** What `--columns` and `--sort` call it, and the header of `--csv`. */
  readonly name: string;
  readonly title: LocalizedText;
  value(row: Row): string;
  /** What it is sorted by where that is not what it shows. */
  order?(row: Row): string;
}

interface ListOptions {
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly csv?: boolean | undefined;
  readonly long?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** The options of every list. */
export function listOptions<Args, Row>(
  yargs: Argv<Args>,
  say: Say,
  columns: readonly ListColumn<Row>[],
) {
  const names = columns.map(({ name }) => name);
  return yargs
    .option('columns', {
      ...LIST,
      choices: names,
      describe: say({ en: 'only these columns, in this order', ru: 'только эти столбцы' }),
    })
    .option('sort', {
      ...TEXT,
      choices: names,
      describe: say({ en: 'by this column', ru: 'по этому столбцу' }),
    })
    .option('long', {
      ...FLAG,
      describe: say({
        en: 'all columns, nothing cut, whatever the width of the terminal',
        ru: 'все столбцы целиком, какой бы ни была ширина терминала',
      }),
    })
    .option('csv', {
      ...FLAG,
      conflicts: 'json',
      describe: say({ en: 'as CSV, for a spreadsheet', ru: 'в CSV, для таблицы' }),
    })
    .option('json', jsonOption(say));
}

/** The rows in the order that was asked for: numbers as numbers, what is empty last. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { sort }: ListOptions,
): readonly Row[] {
  const column = columns.find(({ name }) => name === sort);
  if (column === undefined) return rows;
  const order = (row: Row): string => column.order?.(row) ?? column.value(row);
  const collator = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => {
    const [first, second] = [order(a), order(b)];
    if (first === '' || second === '') return Number(first === '') - Number(second === '');
    return collator.compare(first, second);
  });
}

/**
 * `asJson`: a row for a program. `none`: what is said where there is no row; null: it was said
 * already why.
 */
export function writeList<Row>(
  rows: readonly Row[],
  list: {
    readonly columns: readonly ListColumn<Row>[];
    asJson(row: Row): unknown;
    readonly none: LocalizedText | null;
  },
  options: ListOptions,
  { stdout, stderr, language }: CliContext,
): void {
  if (options.json) {
    stdout.write(safeJson(rows.map(list.asJson)));
    return;
  }
  const { columns: named } = options;
  const columns = named
    ? named.flatMap(name => list.columns.find(each => each.name === name) ?? [])
    : list.columns;
  const cells = rows.map(row => columns.map(each => each.value(row)));
  if (options.csv) {
    stdout.write(csvText([columns.map(({ name }) => name), ...cells]));
    return;
  }
  if (rows.length === 0) {
    if (list.none) stderr.write(`${list.none[language]}\n`);
    return;
  }
  // who names columns wants those
  const shown = columns.map(({ title, spare, ...column }) => ({
    ...column,
    ...(named || spare === undefined ? {} : { spare }),
    title: title[language],
  }));
  const width = options.long ? null : stdout.columns;
  stdout.write(renderTable(shown, cells, { width, styled: stdout.styled }));
}
