import stringWidth from 'string-width';
import { safeText } from './safe-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Prose, of which the beginning tells something. Anything else is never cut. */
  readonly isProse?: true;
  /** Left out where the terminal is narrow, the highest first; never without. */
  readonly spare?: number;
}

interface TableOptions {
  /** null: as wide as it gets. */
  readonly width: number | null;
  readonly styled: boolean;
}

type Row = readonly string[];

/** What is left of prose. */
const NARROWEST = 8;
const GAP = '  ';
const CUT = '…';

/**
 * A table as text, one line per row below a header. Where it does not fit `width`, prose is cut,
 * then spare columns are left out; if the rest does not fit either, each row becomes a record of
 * lines below each other, in which nothing is missing. Ids, addresses and dates are never cut.
 * Cells are data: they are made safe for a terminal here.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly Row[],
  options: TableOptions,
): string {
  const cells = rows.map(row => columns.map((_, index) => safeText(row[index] ?? '') || '-'));
  const all = columns.map((column, index) => ({
    column,
    index,
    wanted: Math.max(...[column.title, ...cells.map(row => row[index] ?? '')].map(widthOf)),
  }));
  const shown = fitting(all, options.width);
  if (shown === null) return records(columns, cells, options);
  const line = (textOf: (index: number) => string): string =>
    shown
      .map(({ index, width, column }) => padded(textOf(index), width, column.align))
      .join(GAP)
      .trimEnd();
  const header = bold(
    line(index => columns[index]?.title ?? ''),
    options,
  );
  return [header, ...cells.map(row => line(index => row[index] ?? '')), ''].join('\n');
}

interface Wanted {
  readonly column: Column;
  readonly index: number;
  readonly wanted: number;
}

interface Shown extends Wanted {
  readonly width: number;
}

/** null: even without prose and spare columns it does not fit. */
function fitting(all: readonly Wanted[], width: number | null): readonly Shown[] | null {
  if (width === null) return all.map(each => ({ ...each, width: each.wanted }));
  let left = [...all];
  while (left.reduce((sum, each) => sum + leastOf(each), 0) + gaps(left) > width) {
    const spare = left.filter(({ column }) => column.spare !== undefined);
    if (spare.length === 0) return null;
    const first = spare.reduce((a, b) => ((b.column.spare ?? 0) > (a.column.spare ?? 0) ? b : a));
    left = left.filter(each => each !== first);
  }
  return shrunk(left, width);
}

const leastOf = ({ column, wanted }: Wanted): number =>
  column.isProse ? Math.min(wanted, NARROWEST) : wanted;
const gaps = (columns: readonly unknown[]): number => GAP.length * (columns.length - 1);

/** Takes from the widest prose, one place at a time, until all fit. */
function shrunk(columns: readonly Wanted[], width: number): readonly Shown[] {
  const widths = columns.map(({ wanted }) => wanted);
  const can = (index: number): boolean =>
    columns[index]?.column.isProse === true && (widths[index] ?? 0) > NARROWEST;
  let over = widths.reduce((sum, each) => sum + each, 0) + gaps(columns) - width;
  while (over > 0) {
    const widest = Math.max(...widths.filter((_, index) => can(index)));
    const place = widths.findLastIndex((each, index) => each === widest && can(index));
    widths[place] = widest - 1;
    over -= 1;
  }
  return columns.map((each, index) => ({ ...each, width: widths[index] ?? 0 }));
}

function records(columns: readonly Column[], cells: readonly Row[], options: TableOptions): string {
  const width = Math.max(...columns.map(({ title }) => widthOf(title)));
  return cells
    .map(row =>
      columns
        .map(({ title }, index) => `${bold(padded(title, width), options)}${GAP}${row[index]}\n`)
        .join(''),
    )
    .join('\n');
}

const bold = (text: string, { styled }: TableOptions): string =>
  styled ? `\u001b[1m${text}\u001b[22m` : text;

function padded(text: string, width: number, align?: 'right'): string {
  const cut = widthOf(text) > width ? beginningOf(text, width) : text;
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'right' ? blanks + cut : cut + blanks;
}

/** Whole letters, joined ones too. */
function beginningOf(text: string, width: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(kept + segment) >= width) break;
    kept += segment;
  }
  return kept + CUT;
}

/** In places of a terminal: East Asian letters and emoji take two, joined ones none. */
const widthOf = (text: string): number => stringWidth(text);
