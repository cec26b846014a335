import { askedPage, type El, el, fields, listDoc } from '../store/document.ts';
import { statusElement } from '../store/status-words.ts';
import type { Value } from '../store/store.ts';
import { ITEM_STATUS, type Item } from './items.ts';
import { knownName } from './itemtypes.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** What a list is made from, in SQL. */
export interface ListSource {
  readonly columns: string;
  readonly from: string;
  /** LEFT JOINs that add columns and no rows. */
  readonly joins?: string;
  readonly where?: string;
  readonly values?: readonly Value[];
  readonly order: string;
  /** What a call with `filter=on` may narrow by: parameter and column; a part of a text is enough. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** The asked page of a list; `filter=on` with conditions narrows it for this call only. */
export function listAnswer<Row>(
  world: BillingWorld,
  call: BillingCall,
  source: ListSource,
  row: (row: Row) => readonly El[],
): El {
  const { settings, store } = world;
  const page = askedPage(call.params, {
    usual: settings.number('page_default'),
    cap: settings.number('page_cap'),
  });
  const asked = askedConditions(call, source.filters ?? {});
  const conditions = [source.where ?? '1', ...asked.map(each => `${each.column} LIKE ?`)];
  const values = [...(source.values ?? []), ...asked.map(each => `%${each.value}%`)];
  const where = `WHERE ${conditions.join(' AND ')}`;
  const { columns, from, joins = '', order } = source;
  // joins cost more than rows do, and only conditions need them
  const counted = asked.length > 0 ? `${from} ${joins}` : from;
  const { n: total = 0 } =
    store.get<{ n: number }>(`SELECT count(*) AS n FROM ${counted} ${where}`, ...values) ?? {};
  const rows = store.all<Row>(
    `SELECT ${columns} FROM ${from} ${joins} ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    page.size,
    page.offset,
  );
  const elements = rows.map(each => el('elem', row(each)));
  return listDoc(elements, { number: page.number, size: page.size, total });
}

function askedConditions(
  call: BillingCall,
  filters: Readonly<Record<string, string>>,
): { readonly column: string; readonly value: string }[] {
  if (call.params.get('filter') !== 'on') return [];
  return Object.entries(filters).flatMap(([name, column]) => {
    const value = call.params.get(name) ?? '';
    return value === '' ? [] : [{ column, value }];
  });
}

interface ListedItem extends Item {
  readonly tariff: string;
  readonly ip: string | null;
  readonly licname: string | null;
  readonly module: string | null;
  readonly client: string | null;
}

const ITEM_COLUMNS = `item.*, pricelist.name AS tariff, ip.value AS ip, licname.value AS licname,
  processingmodule.name AS module, account.name AS client`;
const ITEM_JOINS = `LEFT JOIN pricelist ON pricelist.id = item.pricelist
  LEFT JOIN processingmodule ON processingmodule.id = item.processingmodule
  LEFT JOIN account ON account.id = item.account
  LEFT JOIN itemparam AS ip ON ip.item = item.id AND ip.intname = 'ip'
  LEFT JOIN itemparam AS licname ON licname.item = item.id AND licname.intname = 'licname'`;

/**
 * `ITEMTYPE`: a page of the list, with the columns of docs/reference/billmanager.md, "Lists of the
 * panel": names, no params, and a period for soft only. The setting `list_rows`: ids beside them.
 */
export function itemList(world: BillingWorld, call: BillingCall, itemtype: string): El {
  const source: ListSource = {
    columns: ITEM_COLUMNS,
    from: 'service AS item',
    joins: ITEM_JOINS,
    where: `item.itemtype = ? AND item.status != ${ITEM_STATUS.deleted}`,
    values: [itemtype],
    order: 'item.id',
    filters: {
      id: 'item.id',
      name: 'item.name',
      ip: 'ip.value',
      licname: 'licname.value',
      pricelist: 'pricelist.name',
      account: 'account.name',
      processingmodule: 'processingmodule.name',
    },
  };
  const named = world.settings.get('list_rows') === 'names';
  return listAnswer<ListedItem>(world, call, source, row =>
    named ? documentedColumns(world, row) : [...documentedColumns(world, row), ...idColumns(row)],
  );
}

function documentedColumns(world: BillingWorld, row: ListedItem): readonly El[] {
  // a list of soft tells period and status; one of other types item_status, and no period
  const soft = row.itemtype !== 'softexternal';
  return [
    ...fields({
      id: row.id,
      licname: row.licname ?? '',
      ip: row.ip ?? '',
      period: soft ? row.period : undefined,
      pricelist: row.tariff,
      account: row.client,
      project: PROJECT,
      datacentername: '',
      processingmodule: row.module,
      createdate: row.createdate,
      expiredate: row.expiredate,
      autoprolong: '',
      status_msg: '',
    }),
    statusElement(world.settings, soft ? 'status' : 'item_status', row.status),
    ...fields({ special_status: soft ? 0 : undefined, cost: '' }),
  ];
}

/** What no documentation has among the columns. */
function idColumns(row: ListedItem): readonly El[] {
  const soft = row.itemtype !== 'softexternal';
  return fields({
    name: row.name,
    period: soft ? undefined : row.period,
    status: soft ? undefined : row.status,
    pricelist_id: row.pricelist,
    account_id: row.account,
    processingmodule_id: row.processingmodule,
  });
}

/** The provider that sells here. */
export const PROJECT = 'Hosting';

interface ListedOperation {
  readonly id: number;
  readonly item: number;
  readonly command: string;
  readonly trycount: number;
  readonly manual: number;
  readonly created: string;
  readonly name: string | null;
  readonly itemtype: string | null;
  readonly client: string | null;
  readonly processingmodule: number | null;
  readonly module: string | null;
  readonly task: number | null;
}

const OPERATION_COLUMNS = `runningoperation.*, item.name AS name, item.itemtype AS itemtype,
    account.name AS client, item.processingmodule AS processingmodule,
    processingmodule.name AS module,
    (SELECT min(task.id) FROM task WHERE task.runningoperation = runningoperation.id) AS task`;
const OPERATION_JOINS = `LEFT JOIN item ON item.id = runningoperation.item
  LEFT JOIN account ON account.id = item.account
  LEFT JOIN processingmodule ON processingmodule.id = item.processingmodule`;

/**
 * `runningoperation`: the list, with the columns of docs/reference/billmanager.md, "Lists of the
 * panel"; `item` is a name there. The setting `list_rows`: ids beside them.
 */
export function operationList(world: BillingWorld, call: BillingCall): El {
  const source: ListSource = {
    columns: OPERATION_COLUMNS,
    from: 'runningoperation',
    joins: OPERATION_JOINS,
    order: 'runningoperation.id',
    filters: {
      id: 'runningoperation.id',
      item: 'item.name',
      trycount: 'runningoperation.trycount',
    },
  };
  const named = world.settings.get('list_rows') === 'names';
  return listAnswer<ListedOperation>(world, call, source, row =>
    fields({
      id: row.id,
      desc: row.command,
      item: row.name,
      itemtype: row.itemtype === null ? null : knownName(world, row.itemtype),
      client: row.client,
      cdate: row.created.slice(0, 19).replace('T', ' '),
      trycount: row.trycount,
      processingmodule: row.module,
      task: row.task,
      status: row.manual === 1 ? 'manual' : '',
      item_id: named ? undefined : row.item,
      processingmodule_id: named ? undefined : row.processingmodule,
    }),
  );
}

interface ListedTariff {
  readonly id: number;
  readonly name: string;
  readonly type: string | null;
  readonly modules: string | null;
}

/** `pricelist`: the tariffs, with the columns of docs/reference/billmanager.md, "Lists of the panel". */
export function tariffList(world: BillingWorld, call: BillingCall): El {
  const source: ListSource = {
    columns: `pricelist.*, itemtype.name AS type,
      (SELECT group_concat(processingmodule.name, ', ') FROM pricelist2processingmodule AS link
       JOIN processingmodule ON processingmodule.id = link.processingmodule
       WHERE link.pricelist = pricelist.id) AS modules`,
    from: 'pricelist',
    joins: 'LEFT JOIN itemtype ON itemtype.intname = pricelist.itemtype',
    where: 'pricelist.parent IS NULL',
    order: 'pricelist.id',
    filters: { id: 'pricelist.id', name: 'pricelist.name' },
  };
  return listAnswer<ListedTariff>(world, call, source, row =>
    fields({
      id: row.id,
      name: row.name,
      itemtype_name: row.type,
      project: PROJECT,
      processingmodules: row.modules,
      pricelist_cost: '',
      orderpriority: row.id,
      status: '',
    }),
  );
}
