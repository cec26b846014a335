import { askedPage, doc, type El, el, fields, listDoc, okDoc } from '../store/document.ts';
import { statusElement } from '../store/status-words.ts';
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
  return pageOfRows(world, call, type.itemtype, row => rowFields(world, row, type, status));
}

/** A row has no key: that takes the form. The setting `list_rows`: names only. */
function rowFields(
  world: UpstreamWorld,
  row: ListRow,
  type: SoldType,
  status: string,
): readonly El[] {
  const named = world.settings.get('list_rows') === 'names';
  return [
    ...fields({
      id: row.id,
      name: row.name,
      ip: type.address ? row.ip : undefined,
      licname: type.name === 'licname' ? row.licname : undefined,
      comment: type.name === 'comment' ? row.comment : undefined,
      item: type.item ? row.parent : undefined,
      pricelist: row.name,
      pricelist_id: named ? undefined : row.pricelist,
      period: row.period,
    }),
    statusElement(world.settings, status, row.status),
    ...fields({
      createdate: row.createdate,
      expiredate: row.expiredate,
      autoprolong: row.autoprolong,
      cost: decimal(row.cost),
      remoteid: row.remoteid,
    }),
  ];
}

/**
 * The asked page, narrowed by the user's filter and, for this call only, by the conditions that
 * come with `filter=on`.
 */
export function pageOfRows(
  world: UpstreamWorld,
  call: UpstreamCall,
  itemtype: string,
  row: (row: ListRow) => readonly El[],
): El {
  const { settings, store } = world;
  const [usual, cap] = [settings.number('page_default'), settings.number('page_cap')];
  const { number, size, offset } = askedPage(call.params, { usual, cap });
  const own = call.params.get('filter') === 'on' ? conditionsOf(call.params) : [];
  const narrowed = filterWhere(world, [...filterOf(world, call.user, itemtype), ...own]);
  const order = settings.get('list_order') === 'changed' ? 'services.changed DESC' : 'services.id';
  const from = `FROM services JOIN pricelists ON pricelists.id = services.pricelist
     WHERE services.itemtype = ?${deletedWhere(world)}${shownWhere(world)}${narrowed.sql}`;
  const rows = store.all<ListRow>(
    `SELECT services.*, pricelists.name ${from} ORDER BY ${order} LIMIT ? OFFSET ?`,
    itemtype,
    ...narrowed.values,
    size,
    offset,
  );
  const count = `SELECT count(*) AS n ${from}`;
  const total = store.get<{ n: number }>(count, itemtype, ...narrowed.values)?.n ?? 0;
  const elements = rows.map(each => el('elem', row(each)));
  return listDoc(elements, { number, size, total });
}

const deletedWhere = (world: UpstreamWorld): string =>
  world.settings.get('deleted_visible') === 'on' ? '' : ` AND services.status != ${STATUS.deleted}`;

/** A list may lag behind what was ordered (setting `order_shown`). */
const shownWhere = (world: UpstreamWorld): string =>
  ` AND ifnull(services.shown_at, 0) <= ${world.clock.now().getTime()}`;

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

interface Condition {
  readonly name: string;
  readonly value: string;
}

function filterWhere(
  world: UpstreamWorld,
  conditions: readonly Condition[],
): { sql: string; values: Value[] } {
  const exact = world.settings.get('filter_match') === 'exact';
  let sql = '';
  const values: Value[] = [];
  for (const { name, value } of conditions) {
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

function filterOf(world: UpstreamWorld, user: string, itemtype: string): readonly Condition[] {
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
  for (const { name, value } of conditionsOf(conditions))
    world.store.insert('filters', { user, itemtype, name, value });
}

function conditionsOf(params: Iterable<readonly [string, string]>): readonly Condition[] {
  return [...params].flatMap(([name, value]) =>
    Object.hasOwn(FILTERS, name) && value !== '' ? [{ name, value }] : [],
  );
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
