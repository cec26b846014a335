import type { BenchRow } from './row.ts';

type Row = BenchRow & { readonly section: string; readonly holds?: boolean };
type Cells = readonly string[];

const HEAD: Cells = ['', 'median', 'min', 'max', '', 'ratio', 'beside', 'must', ''];
/** Columns of words; the others hold numbers. */
const LEFT = new Set([0, 4, 6, 8]);

/** The rows as a table for people: one block a section, what is behind said in words. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...cells.map(each => (each[column] ?? '').length)),
  );
  const line = (each: Cells): string =>
    each
      .map((cell, column) =>
        LEFT.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = [line(HEAD)];
  let section = '';
  for (const [index, row] of rows.entries()) {
    if (row.section !== section) lines.push('', row.section);
    section = row.section;
    lines.push(line(cells[index] ?? []));
  }
  return `${[...lines, '', ...notes(rows)].join('\n')}\n`;
}

function cellsOf({ name, median, min, max, unit, ratio, against, must, holds }: Row): Cells {
  return [
    `  ${name}`,
    figure(median),
    figure(min),
    figure(max),
    unit,
    ratio === undefined ? '' : ratio.toFixed(2),
    against ?? '',
    must ? ('atMost' in must ? `<= ${must.atMost}` : `>= ${must.atLeast}`) : '',
    holds === undefined ? '' : holds ? 'ok' : 'BEHIND',
  ];
}

function notes(rows: readonly Row[]): string[] {
  const behind = rows.filter(row => row.holds === false);
  return [
    ...rows.filter(row => row.note).map(row => `${row.name}: ${row.note}`),
    behind.length === 0
      ? 'Everything that must hold holds.'
      : `Behind: ${behind.map(row => row.name).join('; ')}.`,
  ];
}

function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
