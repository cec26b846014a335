import { childrenOf } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** Few enough for one answer to stay far below mgrctl's bound, many enough for few calls. */
const ROWS_A_PAGE = 500;

/**
 * All rows of a list, page by page (`p_num`, `p_cnt`; docs/reference/vendor-api.md, "Lists and
 * their pages"). It ends at a page with nothing new: a panel may cap the size of a page, so a short
 * page is no sign of the end, and a panel without paging returns the same rows again. A row that
 * moved to the next page meanwhile is not returned twice; rows without an id (totals) are left
 * out.
 */
export async function* listRows(manager: Manager, func: string): AsyncIterable<Fields> {
  const known = new Set<string>();
  for (let page = 1; ; page += 1) {
    const params = { p_num: String(page), p_cnt: String(ROWS_A_PAGE) };
    const document = await manager.call(func, params, { kind: 'read' });
    const before = known.size;
    for (const row of childrenOf(document, 'elem').map(fieldsOf)) {
      const id = row.get('id') ?? '';
      if (id === '' || known.has(id)) continue;
      known.add(id);
      yield row;
    }
    if (known.size === before) return;
  }
}
