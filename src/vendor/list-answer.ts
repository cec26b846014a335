import type { MgrDocument } from '../manager-api/document.ts';
import { badAnswer, cut, firstOf, isId, rowsOf } from './answer-fields.ts';
import { type LicenseReading, parseRow } from './license-answer.ts';
import type { ListPage } from './vendor.ts';

/** More rows on one page would be too much for one answer (manager-api/answer-limits.ts). */
const MOST_ROWS = 2000;

/** Asks for a page of a list, from 1, with this many rows; a panel may give fewer. */
export const pageParams = (page: number, rows: number) => ({
  p_num: String(page),
  p_cnt: String(Math.min(rows, MOST_ROWS)),
});

/** Reads a list's answer. Throws upstream_answer_bad (passing) for a row without an id. */
export function parsePage(document: MgrDocument, reading: LicenseReading): ListPage {
  const told = firstOf(document, ['p_elems']);
  return {
    rows: rowsOf(document).map(row => parseRow(row, reading)),
    told: /^\d{1,9}$/.test(told) ? Number(told) : null,
  };
}

/**
 * Checks, as far as possible, that a document is the list that `func` returns: every row has an id,
 * and if there are no rows, the panel does not name another function as the source
 * (docs/reference/billmanager.md, "Shape of an answer"). Throws upstream_answer_bad (passing).
 */
export function requireList(document: MgrDocument, func: string): void {
  const rows = rowsOf(document);
  if (!rows.every(row => isId(firstOf(row, ['id']))))
    throw badAnswer(func, 'a row without an id', 'passing');
  const answered = document.attributes.get('func') ?? func;
  if (rows.length === 0 && answered !== func)
    throw badAnswer(func, `the answer of ${cut(answered, 40)}`, 'passing');
}
