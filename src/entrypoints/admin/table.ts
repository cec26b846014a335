import { safeText } from './safe-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Columns are never made narrower: a cut value must still be useful. */
const NARROWEST = 5;
const GAP = '  ';
const CUT = '…';

/**
 * A table as text, one line per row below a header. The widest columns are cut to fit `width`;
 * without one nothing is cut. Cells are data: they are made safe for a terminal here.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly width: number | null; readonly styled: boolean },
): string {
  const titles = columns.map(column => column.title);
  const cells = rows.map(row => columns.map((_, index) => safeText(row[index] ?? '') || '-'));
  const wanted = columns.map((_, index) =>
    Math.max(...[titles, ...cells].map(row => lengthOf(row[index] ?? ''))),
  );
  const widths = options.width === null ? wanted : fitted(wanted, options.width);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.align))
      .join(GAP)
      .trimEnd();
  const header = line(titles);
  return [options.styled ? `\u001b[1m${header}\u001b[22m` : header, ...cells.map(line), ''].join(
    '\n',
  );
}

/**
 * Takes from the widest columns, one place at a time, until all fit or nothing more can be taken.
 */
function fitted(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1) - width;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
    over--;
  }
  return widths;
}

function padded(text: string, width: number, align: 'right' | undefined): string {
  const letters = [...text];
  const cut =
    letters.length > width ? letters.slice(0, Math.max(width - 1, 0)).join('') + CUT : text;
  const blanks = ' '.repeat(Math.max(0, width - lengthOf(cut)));
  return align === 'right' ? blanks + cut : cut + blanks;
}

const lengthOf = (text: string): number => [...text].length;
