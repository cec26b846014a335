import type { Source } from './changes.ts';

/** One table of BILLmanager's database as it follows from a table of the sandbox. */
interface Shown {
  readonly table: string;
  /** Its column that holds the key of the source. */
  readonly key: string;
  /** SELECT that gives its rows, columns by their names there, for a JSON array of keys. */
  readonly rows: string;
  /** The column `value` is encrypted. */
  readonly crypted?: true;
}

const AMOUNTS = 'addonlimit, addonlimittrial, addonmax, addonmaxtrial, addonbool, enumerationitem';

/** What the panel calls a product type (setting `storage_itemtype`). */
const KNOWN_TYPE = `iif(intname = 'backupservice', coalesce(
  (SELECT value FROM settings WHERE settings.name = 'storage_itemtype'), intname), intname)`;

/** A table of the sandbox -> what is shown of it. */
export const SHOWN: Readonly<Record<Source, readonly Shown[]>> = {
  measure: [byId('measure', 'id, intname, name, name AS name_ru, lessmeasure, relation')],
  enumeration: [byId('enumeration', 'id, intname, name')],
  enumerationitem: [
    byId('enumerationitem', 'id, enumeration, intname, name, name AS name_ru, id AS orderpriority'),
  ],
  itemtype: [
    byId('itemtype', `id, ${KNOWN_TYPE} AS intname, name, parent, 'on' AS need_processing`),
  ],
  account: [byId('account', 'id, name, 16 AS level')],
  user: [
    byId(
      'user',
      "id, account, name, name AS realname, name AS email, 16 AS level, 'on' AS enabled",
    ),
  ],
  project: [byId('project', "id, name, 'on' AS active")],
  processingmodule: [
    byId(
      'processingmodule',
      "id, orderpriority, name, module, nullif(config, '') AS config, active",
    ),
  ],
  processingparam: params('processingparam', 'processingcryptedparam', 'processingmodule'),
  pricelist: [
    byId(
      'pricelist',
      `id, name, name AS name_ru, intname, project, parent, active, id AS orderpriority,
       (SELECT itemtype.id FROM itemtype WHERE itemtype.intname = pricelist.itemtype) AS itemtype,
       addontype, billtype, measure, enumeration, compound, ${AMOUNTS}`,
    ),
  ],
  pricelistparam: [owned('pricelistparam', 'pricelist', 'pricelist, intname, value')],
  pricelist2processingmodule: [
    {
      table: 'processingmodule2pricelist',
      key: 'pricelist',
      rows: select(
        'pricelist2processingmodule',
        'pricelist',
        'processingmodule, pricelist, orderby AS orderpriority',
      ),
    },
  ],
  item: [
    byId(
      'item',
      `id, name, account, pricelist, parent, processingmodule, status, period, createdate,
       opendate, expiredate, nullif(remoteid, '') AS remoteid, lastpricelist, autosuspend,
       employeesuspend, abusesuspend, intvalue, boolvalue, ${AMOUNTS}`,
    ),
  ],
  itemparam: params('itemparam', 'itemcryptedparam', 'item'),
  runningoperation: [
    byId(
      'runningoperation',
      `id, item, command AS intname, trycount, iif(manual = 1, 'on', 'off') AS manual,
       nullif(errorxml, '') AS errorxml`,
    ),
  ],
  // 0: opened
  task: [byId('task', 'id, item, runningoperation, type, 0 AS status')],
};

function select(source: string, key: string, columns: string, condition = ''): string {
  return `SELECT ${columns} FROM ${source}
    WHERE ${key} IN (SELECT value FROM json_each(?)) ${condition} ORDER BY ${key}`;
}

function byId(table: string, columns: string): Shown {
  return { table, key: 'id', rows: select(table, 'id', columns) };
}

function owned(table: string, owner: string, columns: string): Shown {
  return { table, key: owner, rows: select(table, owner, columns) };
}

/** The sandbox has those that are encrypted beside the plain ones, and marks them. */
function params(plain: string, crypted: string, owner: string): readonly Shown[] {
  const columns = `${owner}, intname, value`;
  const rows = (mark: number) => select(plain, owner, columns, `AND crypted = ${mark}`);
  return [
    { table: plain, key: owner, rows: rows(0) },
    { table: crypted, key: owner, rows: rows(1), crypted: true },
  ];
}
