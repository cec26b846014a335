import type { MgrDocument } from '../manager-api/document.ts';
import { badAnswer, cut, firstOf, isId, rowsOf } from './answer-fields.ts';
import { type LicenseReading, parseRow } from './license-answer.ts';
import type { ListPage } from './vendor.ts';

/** More on one page would be too much for one answer (manager-api/answer-limits.ts). */
const MOST_ROWS = 2000;

/** Which page of a list, from 1, with how many rows; a panel may give fewer. */
export const pageParams = (page: number, rows: number) => ({
  p_num: String(page),
  p_cnt: String(Math.min(rows, MOST_ROWS)),
});

/** A list's answer. Throws upstream_answer_bad (passing) for a row without an id. */
export function parsePage(document: MgrDocument, reading: LicenseReading): ListPage {
  const told = firstOf(document, ['p_elems']);
  return {
    rows: rowsOf(document).map(row => parseRow(row, reading)),
    told: /^\d{1,9}$/.test(told) ? Number(told) : null,
  };
}

/**
 * Whether a document may be the list that `func` answers, as far as that can be seen: every row has
 * an id, and where there are none, the panel does not name another function as the one that answers
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
