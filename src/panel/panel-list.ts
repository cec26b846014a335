import { Fault } from '../base/fault.ts';
import { childrenOf, type MgrElement } from '../manager-api/document.ts';
import type { Manager } from '../manager-api/manager.ts';

const ROWS_A_PAGE = 500;
/** Far above any real panel: stops at one that never stops sending new rows. */
const MAX_PAGES = 1000;

/**
 * All rows of a list, page by page (docs/reference/vendor-api.md, "Lists and their pages"). It ends
 * at a page with nothing new: a panel may cap the size of a page, or return the same rows again
 * beyond the end.
 */
export async function listRows(
  manager: Manager,
  func: string,
  keyOf: (row: MgrElement) => string,
  conditions: Readonly<Record<string, string>> = {},
): Promise<readonly MgrElement[]> {
  const rows = new Map<string, MgrElement>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const params = { ...conditions, p_num: String(page), p_cnt: String(ROWS_A_PAGE) };
    const document = await manager.call(func, params, { kind: 'read' });
    const before = rows.size;
    for (const row of childrenOf(document, 'elem')) {
      const key = keyOf(row);
      if (key !== '' && !rows.has(key)) rows.set(key, row);
    }
    if (rows.size === before) return [...rows.values()];
  }
  throw new Fault('panel_answer_bad', {
    object: func,
    value: `a list of more than ${MAX_PAGES} pages`,
    kind: 'passing',
  });
}
