import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import type { Value } from '../store/store.ts';
import { decimal } from './money.ts';
import { saves } from './params.ts';
import type { SoldService } from './services.ts';
import { type SoldType, STATUS } from './types.ts';
import { type UpstreamCall, type UpstreamWorld, variant } from './world.ts';

interface ListRow extends SoldService {
  readonly name: string;
}

/**
 * `TYPE`: one page of the list, narrowed by whatever filter the user has
 * (docs/reference/vendor-api.md, "A filter is state of the user").
 */
export function listServices(world: UpstreamWorld, call: UpstreamCall, type: SoldType): El {
  const status = variant(world, 'list_status', call, 'status', 'item_status');
  return doc(
    pageOfRows(world, call, type.itemtype).map(row => el('elem', rowFields(row, type, status))),
  );
}

/** A row has no key: that takes the form. */
function rowFields(row: ListRow, type: SoldType, status: string): readonly El[] {
  return fields({
    id: row.id,
    name: row.name,
    ip: type.address ? row.ip : undefined,
    licname: type.name === 'licname' ? row.licname : undefined,
    comment: type.name === 'comment' ? row.comment : undefined,
    item: type.item ? row.parent : undefined,
    pricelist: row.name,
    pricelist_id: row.pricelist,
    period: row.period,
    [status]: row.status,
    createdate: row.createdate,
    expiredate: row.expiredate,
    cost: decimal(row.cost),
    remoteid: row.remoteid,
  });
}

/** The rows of the asked page; `p_cnt` is cut to the cap without a word. */
export function pageOfRows(
  world: UpstreamWorld,
  call: UpstreamCall,
  itemtype: string,
): readonly ListRow[] {
  const size = Math.min(
    wholeParam(call, 'p_cnt', world.settings.number('page_default')),
    world.settings.number('page_cap'),
  );
  const page = wholeParam(call, 'p_num', 1);
  const where = filterWhere(world, call.user, itemtype);
  const order =
    world.settings.get('list_order') === 'changed' ? 'services.changed DESC' : 'services.id';
  return world.store.all<ListRow>(
    `SELECT services.*, pricelists.name FROM services
    JOIN pricelists ON pricelists.id = services.pricelist
     WHERE services.itemtype = ?${deletedWhere(world)}${where.sql} ORDER BY ${order}
     LIMIT ? OFFSET ?`,
    itemtype,
    ...where.values,
    size,
    (page - 1) * size,
  );
}

const deletedWhere = (world: UpstreamWorld): string =>
  world.settings.get('deleted_visible') === 'on' ? '' : ` AND services.status != ${STATUS.deleted}`;

function wholeParam(call: UpstreamCall, name: string, fallback: number): number {
  const value = Number(call.params.get(name));
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

/** What can be filtered by, and the columns behind it. `like`: a part of the text is enough. */
const FILTERS: Readonly<
  Record<string, { readonly column: string; readonly match: 'like' | 'exact' | 'from' | 'to' }>
> = {
  id: { column: 'services.id', match: 'exact' },
  name: { column: 'pricelists.name', match: 'like' },
  ip: { column: 'services.ip', match: 'like' },
  licname: { column: 'services.licname', match: 'like' },
  remoteid: { column: 'services.remoteid', match: 'like' },
  status: { column: 'services.status', match: 'exact' },
  item_status: { column: 'services.status', match: 'exact' },
  pricelist: { column: 'services.pricelist', match: 'exact' },
  period: { column: 'services.period', match: 'exact' },
  expires: { column: 'services.expiredate', match: 'from' },
  expiree: { column: 'services.expiredate', match: 'to' },
};

function filterWhere(
  world: UpstreamWorld,
  user: string,
  itemtype: string,
): { sql: string; values: Value[] } {
  const exact = world.settings.get('filter_match') === 'exact';
  let sql = '';
  const values: Value[] = [];
  for (const { name, value } of filterOf(world, user, itemtype)) {
    const filter = FILTERS[name];
    if (!filter) continue;
    const like = filter.match === 'like' && !exact;
    const operator = { like: 'LIKE', exact: '=', from: '>=', to: '<=' }[
      like ? 'like' : filter.match === 'like' ? 'exact' : filter.match
    ];
    sql += ` AND ${filter.column} ${operator} ?`;
    values.push(like ? `%${value}%` : value);
  }
  return { sql, values };
}

function filterOf(
  world: UpstreamWorld,
  user: string,
  itemtype: string,
): { name: string; value: string }[] {
  return world.store.all(
    'SELECT name, value FROM filters WHERE user = ? AND itemtype = ?',
    user,
    itemtype,
  );
}

/** Sets the list's filter for a user; no condition clears it. */
export function setFilter(
  world: UpstreamWorld,
  user: string,
  itemtype: string,
  conditions: Iterable<readonly [string, string]>,
): void {
  world.store.run('DELETE FROM filters WHERE user = ? AND itemtype = ?', user, itemtype);
  for (const [name, value] of conditions) {
    if (!Object.hasOwn(FILTERS, name) || value === '') continue;
    world.store.insert('filters', { user, itemtype, name, value });
  }
}

/** `TYPE.filter` */
export function filterList(world: UpstreamWorld, call: UpstreamCall, itemtype: string): El {
  if (!saves(call)) {
    const now = filterOf(world, call.user, itemtype);
    return doc(now.map(({ name, value }) => el(name, value)));
  }
  setFilter(world, call.user, itemtype, call.params);
  return okDoc();
}
