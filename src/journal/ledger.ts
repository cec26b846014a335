import { Columns } from './columns.ts';
import type { Row, Sql, SqlValue } from './database.ts';
import { misuse } from './faults.ts';
import type {
  LedgerChange,
  LedgerLicense,
  LedgerWrite,
  LicenseQuery,
  LicenseSource,
  LicenseState,
  ListKey,
  NewLedgerLicense,
} from './records.ts';
import type { ServiceFingerprint } from './service-fingerprint.ts';
import { toStoredJson } from './storable.ts';

const STATES: readonly LicenseState[] = ['live', 'released', 'ended', 'orphan'];
const SOURCES: readonly LicenseSource[] = ['order', 'person', 'service', 'list'];

/** The column of each property. */
const COLUMNS = {
  account: 'account',
  itemtype: 'itemtype',
  licenseId: 'license_id',
  item: 'item',
  fingerprint: 'fingerprint',
  module: 'module',
  state: 'state',
  source: 'source',
  remoteid: 'remoteid',
  remoteidBefore: 'remoteid_before',
  preset: 'preset',
  pricelist: 'pricelist',
  tariff: 'tariff',
  period: 'period',
  ip: 'ip',
  licname: 'licname',
  addons: 'addons',
  status: 'status',
  expiredate: 'expiredate',
  boughtUntil: 'bought_until',
  paidUntil: 'paid_until',
  seenExpiredate: 'seen_expiredate',
  clientPeriod: 'client_period',
  ipChangeDate: 'ip_change_date',
  releasedAt: 'released_at',
} as const satisfies Record<keyof NewLedgerLicense, string>;

export function readLicense(row: Row, file: string): LedgerLicense {
  const columns = new Columns(row, file, 'license');
  return {
    id: columns.number(`id`),
    account: columns.text(COLUMNS.account),
    itemtype: columns.text(COLUMNS.itemtype),
    licenseId: columns.text(COLUMNS.licenseId),
    item: columns.textOrNull(COLUMNS.item),
    fingerprint: columns.text(COLUMNS.fingerprint),
    module: columns.text(COLUMNS.module),
    state: columns.word(COLUMNS.state, STATES),
    source: columns.word(COLUMNS.source, SOURCES),
    remoteid: columns.text(COLUMNS.remoteid),
    remoteidBefore: columns.textOrNull(COLUMNS.remoteidBefore),
    preset: columns.text(COLUMNS.preset),
    pricelist: columns.text(COLUMNS.pricelist),
    tariff: columns.text(COLUMNS.tariff),
    period: columns.text(COLUMNS.period),
    ip: columns.text(COLUMNS.ip),
    licname: columns.text(COLUMNS.licname),
    addons: columns.amounts(COLUMNS.addons),
    status: columns.text(COLUMNS.status),
    expiredate: columns.dateOrNull(COLUMNS.expiredate),
    boughtUntil: columns.dateOrNull(COLUMNS.boughtUntil),
    paidUntil: columns.dateOrNull(COLUMNS.paidUntil),
    seenExpiredate: columns.dateOrNull(COLUMNS.seenExpiredate),
    clientPeriod: columns.numberOrNull(COLUMNS.clientPeriod),
    ipChangeDate: columns.dateOrNull(COLUMNS.ipChangeDate),
    releasedAt: columns.momentOrNull(COLUMNS.releasedAt),
    updatedAt: columns.moment('updated_at'),
  };
}

export function findLicenseOf(sql: Sql, item: string): Row | null {
  return sql.get("SELECT * FROM license WHERE item = ? AND state = 'live'", item);
}

export function isRemoteIdInLedger(sql: Sql, remoteid: string): boolean {
  const known = 'SELECT 1 FROM license WHERE remoteid = ? OR remoteid_before = ? LIMIT 1';
  return sql.get(known, remoteid, remoteid) !== null;
}

/** In the order in which they were entered. */
export function listLicenses(sql: Sql, query: LicenseQuery): readonly Row[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const exact = ['account', 'itemtype', 'state', 'item', 'pricelist', 'remoteid'] as const;
  for (const property of exact) {
    const value = query[property];
    if (value === undefined) continue;
    conditions.push(`${COLUMNS[property]} = ?`);
    values.push(value);
  }
  if (query.expiresBy !== undefined) {
    conditions.push('expiredate <= ?');
    values.push(query.expiresBy);
  }
  if (query.otherThan !== undefined) {
    conditions.push('account NOT IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(query.otherThan));
  }
  if (query.licenseIds !== undefined) {
    conditions.push('license_id IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(query.licenseIds));
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // a negative limit is none
  return sql.all(
    `SELECT * FROM license ${where} ORDER BY id LIMIT ?`,
    ...values,
    query.limit ?? -1,
  );
}

/**
 * Ids only, as a JSON list in one row: the ledger may be large, and one row for each would take a
 * hundred times the memory.
 */
export function listLiveIds(sql: Sql, list: ListKey): Row | null {
  return sql.get(
    "SELECT json_group_array(license_id) AS ids FROM license WHERE account = ? AND itemtype = ? AND state = 'live'",
    list.account,
    list.itemtype,
  );
}

/**
 * Carries out the changes in their order, inside the caller's transaction.
 *
 * A service has one live license and a live license has one service; neither changes hands
 * silently. When a service moves to another license, the list first releases or ends the old one,
 * then puts (or updates) the new one. A live license moves to another service by `update`; a `put`
 * of it for another service is a mix-up. Both mix-ups throw Fault internal, and nothing of the list
 * is kept.
 */
export function applyLedger(sql: Sql, writes: readonly LedgerWrite[], now: string): void {
  for (const write of writes) {
    if ('put' in write) putLicense(sql, write.put, now);
    else updateLicense(sql, write.update, write.change, now);
  }
}

/**
 * A released license becomes live for the service. False if it is not released (any more). Throws
 * Fault internal if the service has a live license already.
 */
export function reserveLicense(
  sql: Sql,
  license: number,
  item: string,
  fingerprint: ServiceFingerprint,
  now: string,
): boolean {
  const row = sql.get("SELECT id FROM license WHERE id = ? AND state = 'released'", license);
  if (row === null) return false;
  const change = { state: 'live', source: 'order', item, fingerprint, releasedAt: null } as const;
  updateLicense(sql, license, change, now);
  return true;
}

function putLicense(sql: Sql, license: NewLedgerLicense, now: string): void {
  const existing = sql.get(
    'SELECT id, item, state FROM license WHERE account = ? AND itemtype = ? AND license_id = ?',
    license.account,
    license.itemtype,
    license.licenseId,
  );
  if (existing !== null) {
    const id = Number(existing['id']);
    if (
      existing['state'] === 'live' &&
      license.state === 'live' &&
      existing['item'] !== license.item
    ) {
      throw misuse(
        `license ${license.licenseId}`,
        `it serves ${existing['item']} and is put for ${license.item}`,
      );
    }
    updateLicense(sql, id, license, now);
    return;
  }
  refuseSecondLicense(sql, 0, license.state, license.item);
  unsettleRow(sql, license);
  const [names, values] = columnsOf(license);
  sql.run(
    `INSERT INTO license (${names.join(', ')}, updated_at) VALUES (${names.map(() => '?').join(', ')}, ?)`,
    ...values,
    now,
  );
}

function updateLicense(sql: Sql, id: number, change: LedgerChange, now: string): void {
  const row = sql.get('SELECT * FROM license WHERE id = ?', id);
  if (row === null) throw misuse(`license row ${id}`, 'there is no such license');
  refuseSecondLicense(
    sql,
    id,
    change.state ?? row['state'],
    change.item === undefined ? row['item'] : change.item,
  );
  const isListed = LISTED.some(
    property => change[property] !== undefined && change[property] !== row[COLUMNS[property]],
  );
  if (isListed)
    for (const licenseId of new Set([String(row['license_id']), change.licenseId]))
      if (licenseId !== undefined)
        unsettleRow(sql, {
          account: String(row['account']),
          itemtype: String(row['itemtype']),
          licenseId,
        });
  const [names, values] = columnsOf(change);
  const assignments = [...names, 'updated_at'].map(each => `${each} = ?`);
  sql.run(`UPDATE license SET ${assignments.join(', ')} WHERE id = ?`, ...values, now, id);
}

/** What the upstream's list also shows of a license. */
const LISTED = ['licenseId', 'status', 'expiredate', 'ip', 'licname', 'pricelist'] as const;

/**
 * A row of the upstream's list was synced against the ledger of that time. When the ledger's data
 * changes, or the license is new to it, the row is checked again even if it reads the same:
 * somebody may have changed it back meanwhile.
 */
function unsettleRow(
  sql: Sql,
  license: Pick<NewLedgerLicense, 'account' | 'itemtype' | 'licenseId'>,
): void {
  // no row has this digest
  sql.run(
    "UPDATE list_row SET digest = '' WHERE account = ? AND itemtype = ? AND license_id = ?",
    license.account,
    license.itemtype,
    license.licenseId,
  );
}

/** The index license_of_item would refuse it too; this names both licenses. */
function refuseSecondLicense(sql: Sql, id: number, state: unknown, item: unknown): void {
  if (state !== 'live' || typeof item !== 'string') return;
  const other = sql.get(
    "SELECT license_id FROM license WHERE item = ? AND state = 'live' AND id <> ?",
    item,
    id,
  );
  if (other === null) return;
  throw misuse(
    `service ${item}`,
    `license ${other['license_id']} serves it already: release or end that one first`,
  );
}

/** Names and values of the given properties, in the order of the table. */
function columnsOf(license: Partial<NewLedgerLicense>): [string[], SqlValue[]] {
  const names: string[] = [];
  const values: SqlValue[] = [];
  for (const property of PROPERTIES) {
    const value = license[property];
    if (value === undefined) continue;
    names.push(COLUMNS[property]);
    values.push(toSql(value));
  }
  return [names, values];
}

const PROPERTIES = Object.keys(COLUMNS).filter(each => isProperty(each));

function isProperty(name: string): name is keyof NewLedgerLicense {
  return Object.hasOwn(COLUMNS, name);
}

function toSql(value: NewLedgerLicense[keyof NewLedgerLicense]): SqlValue {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return toStoredJson(value, 'addons');
  return value;
}
