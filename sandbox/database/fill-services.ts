import type { RowDataPacket } from 'mysql2/promise';
import type { Connection } from './connection.ts';

/** Rows in one statement. */
const BATCH = 2000;
/** One service in so many is one of the module that is asked about; the others are servers. */
const OURS_IN = 10;
/** End dates are spread over so many days from a month on. */
const SPREAD_DAYS = 300;

export interface FillWish {
  /** The processing module that some of them belong to, and a tariff of it. */
  readonly processingmodule: number;
  readonly pricelist: number;
  /** How many of so many are its; default one in ten. */
  readonly oursIn?: number;
}

type Cell = string | number | null;

/**
 * So many services straight into BILLmanager's database, without a word to anybody: a few with the
 * params of an opened license, the rest virtual servers of somebody else's module, each with a
 * resource. `connection` may write there; answers how many belong to the module asked for.
 */
export async function fillServices(
  connection: Connection,
  count: number,
  wish: FillWish,
): Promise<number> {
  const oursIn = wish.oursIn ?? OURS_IN;
  const foreign = await addForeignTariff(connection);
  const first = (await highest(connection, 'item')) + 1;
  const keys = [
    ...(await secondaryKeys(connection, 'item')),
    ...(await secondaryKeys(connection, 'itemparam')),
  ];
  // an index that is made afterwards is sorted once, and takes a third of the time
  for (const { table, name } of keys)
    await connection.query('ALTER TABLE ?? DROP KEY ??', [table, name]);
  await connection.query('SET autocommit = 0');
  let ours = 0;
  for (let at = 0; at < count; at += BATCH) {
    const batch = rowsOf({
      first,
      from: at,
      to: Math.min(at + BATCH, count),
      oursIn,
      wish,
      foreign,
    });
    ours += batch.ours;
    await connection.query(
      `INSERT INTO item (id, name, account, pricelist, parent, processingmodule, status, period,
         expiredate, intvalue) VALUES ?`,
      [batch.items],
    );
    await connection.query('INSERT INTO itemparam (item, intname, value) VALUES ?', [batch.params]);
  }
  await connection.query('COMMIT; SET autocommit = 1');
  for (const { table, name, columns } of keys)
    await connection.query('ALTER TABLE ?? ADD KEY ?? (??)', [table, name, columns]);
  return ours;
}

interface Batch {
  /** The lowest id of all. */
  readonly first: number;
  /** Which of the services, the last not included. */
  readonly from: number;
  readonly to: number;
  readonly oursIn: number;
  readonly wish: FillWish;
  readonly foreign: FillWish & { readonly resource: number };
}

function rowsOf({ first, from, to, oursIn, wish, foreign }: Batch) {
  const items: Cell[][] = [];
  const params: Cell[][] = [];
  let ours = 0;
  for (let index = from; index < to; index += 1) {
    // a service and its resource take two numbers
    const id = first + 2 * index;
    const isOurs = index % oursIn === 0;
    const { pricelist, processingmodule } = isOurs ? wish : foreign;
    const end = dayFrom(30 + (index % SPREAD_DAYS));
    items.push([id, `service ${id}`, 1, pricelist, null, processingmodule, 2, 1, end, null]);
    params.push([id, 'ip', addressOf(index)]);
    if (isOurs) {
      ours += 1;
      params.push(
        [id, 'licname', `license ${id}`],
        [id, 'license_id', String(id)],
        [id, 'license_expiredate', end],
      );
    } else items.push([id + 1, '', 1, foreign.resource, id, null, 2, 1, null, index % 4]);
  }
  return { items, params, ours };
}

interface Key {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** All but the primary key. */
async function secondaryKeys(connection: Connection, table: string): Promise<readonly Key[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT index_name AS name, group_concat(column_name ORDER BY seq_in_index) AS columns
     FROM information_schema.statistics
     WHERE table_schema = database() AND table_name = ? AND index_name != 'PRIMARY'
     GROUP BY index_name`,
    [table],
  );
  return rows.map(({ name, columns }) => ({
    table,
    name: String(name),
    columns: String(columns).split(','),
  }));
}

/** A type of services that is nobody's of us, its module, a tariff and a resource of it. */
async function addForeignTariff(connection: Connection) {
  const added = async (table: string, row: Readonly<Record<string, Cell>>): Promise<number> => {
    const id = (await highest(connection, table)) + 1;
    await connection.query('INSERT INTO ?? SET ?', [table, { id, ...row }]);
    return id;
  };
  const itemtype = await added('itemtype', { intname: 'vds', name: 'Virtual server' });
  const ram = await added('itemtype', { intname: 'ram', name: 'Memory', parent: itemtype });
  const processingmodule = await added('processingmodule', {
    ...{ name: 'Servers', module: 'pmvmmanager', active: 'on', orderpriority: 1 },
  });
  const pricelist = await added('pricelist', {
    ...{ name: 'Server', intname: 'server', itemtype, active: 'on' },
  });
  const resource = await added('pricelist', {
    ...{ name: 'Memory', intname: 'ram', itemtype: ram, parent: pricelist, active: 'on' },
    ...{ addontype: 2, billtype: 2, addonlimit: 1 },
  });
  await connection.query('INSERT INTO processingmodule2pricelist SET ?', [
    { processingmodule, pricelist, orderpriority: 1 },
  ]);
  return { processingmodule, pricelist, resource };
}

async function highest(connection: Connection, table: string): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT max(id) AS id FROM ??', [table]);
  return Number(rows[0]?.['id'] ?? 0);
}

const DAY_MS = 86_400_000;
const dayFrom = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const addressOf = (index: number): string =>
  `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
