import { constants, publicEncrypt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connect } from '../../sandbox/database/connection.ts';
import {
  type Database,
  makeDatabase,
  ownerOf,
  uniqueDatabase,
} from '../../sandbox/database/database.ts';
import { writePanelFiles } from '../../sandbox/database/panel-files.ts';
import { type RunningDatabaseServer, startDatabaseServer } from '../../sandbox/database/server.ts';
import { FIRST_END, MARK, SPREAD } from './catalog.ts';

/** Services have any number up to this. */
const LAST_SERVICE = 2_000_000;

let running: Promise<RunningDatabaseServer> | undefined;

/** One server for all worlds of a bench; it ends with the process. */
export function sharedServer(): Promise<RunningDatabaseServer> {
  running ??= startServer();
  return running;
}

async function startServer(): Promise<RunningDatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-bench-database-'));
  const started = await startDatabaseServer(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return started;
}

/** Ends it. */
export async function stopServer(): Promise<void> {
  await (await running)?.stop();
  running = undefined;
}

/**
 * The database of a world's BILLmanager: it knows any service, as the world's mgrctl does, without
 * a row for each.
 */
export class PanelDatabase {
  readonly database: Database;
  readonly #connection: Connection;

  private constructor(database: Database, connection: Connection) {
    this.database = database;
    this.#connection = connection;
  }

  /** `url`: of the license vendor, in the settings of the processing module. */
  static async make(root: string, url: string): Promise<PanelDatabase> {
    const database = uniqueDatabase(await sharedServer());
    await makeDatabase(database);
    const key = writePanelFiles(root, database);
    const connection = await connect(ownerOf(database));
    await connection.query(TABLES, [encrypted('bench-password', key), url]);
    return new PanelDatabase(database, connection);
  }

  /** Until when services are paid. */
  async setServiceEnd(date: string): Promise<void> {
    await this.#connection.query('UPDATE bench SET service_end = ?', [date]);
  }

  /** From now on every service is active and has a license of its own number. */
  async setLicensed(): Promise<void> {
    await this.#connection.query(
      "UPDATE bench SET status = 2; INSERT INTO bench_param VALUES ('license_id'), ('lickey')",
    );
  }

  /**
   * From now on there are these services and no others, in rows of their own, each paid as far as
   * its license at the vendor.
   */
  async setServices(count: number): Promise<void> {
    await this.#connection.query(ROWS, [FIRST_END, SPREAD, count, count]);
  }

  /** To write what views do not show. */
  get connection(): Connection {
    return this.#connection;
  }

  close(): void {
    this.#connection.destroy();
  }
}

const encrypted = (text: string, key: string): string =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString(
    'base64',
  );

const ROWS = `
CREATE TABLE item_rows (PRIMARY KEY (id)) AS
  SELECT id, name, account, pricelist, parent, processingmodule, status, period,
    date_add(utc_date(), INTERVAL ? + id % ? DAY) AS expiredate, createdate, lastpricelist,
    specialstatus, addonlimit, intvalue, boolvalue, addonmax, addonmaxtrial, enumerationitem
  FROM item WHERE id <= ?;
CREATE TABLE itemparam_rows (KEY (item)) AS SELECT * FROM itemparam WHERE item <= ?;
DROP VIEW item, itemparam;
RENAME TABLE item_rows TO item, itemparam_rows TO itemparam;
`;

const TABLES = `
INSERT INTO itemtype (id, intname, name) VALUES (1, 'soft', 'Licenses');
INSERT INTO pricelist (id, name, intname, itemtype, active)
  VALUES (7, 'Lite', '3541-ISPmanager Lite', 1, 'on');
INSERT INTO processingmodule (id, name, module, active, orderpriority, config)
  VALUES (1, 'Licenses', 'pmcpbillmgr', 'on', 1,
    '<doc><installation mark="${MARK}" counter="0"/></doc>');
INSERT INTO processingmodule2pricelist VALUES (1, 7, 1);
INSERT INTO processingcryptedparam (processingmodule, intname, value) VALUES (1, 'password', ?);
INSERT INTO processingparam (processingmodule, intname, value)
  VALUES (1, 'url', ?), (1, 'username', 'bench');
CREATE TABLE bench (service_end DATE, status INT);
INSERT INTO bench VALUES (NULL, 1);
CREATE TABLE bench_param (intname VARCHAR(32));
INSERT INTO bench_param VALUES ('ip'), ('licname');
DROP TABLE item, itemparam, runningoperation;
CREATE VIEW runningoperation AS
  SELECT seq AS id, 1 AS item, 'open' AS intname, 1 AS trycount, 'off' AS manual
  FROM seq_1_to_${LAST_SERVICE};
CREATE VIEW item AS
  SELECT s.seq AS id, 'ISPmanager Lite' AS name, 1 AS account, 7 AS pricelist, NULL AS parent,
    1 AS processingmodule, b.status, 1 AS period, b.service_end AS expiredate,
    NULL AS createdate,
    NULL AS lastpricelist, 0 AS specialstatus, NULL AS addonlimit, NULL AS intvalue, NULL AS boolvalue,
    NULL AS addonmax, NULL AS addonmaxtrial, NULL AS enumerationitem
  FROM seq_1_to_${LAST_SERVICE} s CROSS JOIN bench b;
CREATE VIEW itemparam AS
  SELECT s.seq AS item, p.intname, CASE p.intname
    WHEN 'ip' THEN concat('10.', s.seq >> 16 & 255, '.', s.seq >> 8 & 255, '.', s.seq & 255)
    WHEN 'licname' THEN concat('service ', s.seq)
    WHEN 'lickey' THEN concat('BENCH-', s.seq) ELSE s.seq END AS value
  FROM seq_1_to_${LAST_SERVICE} s CROSS JOIN bench_param p;
`;
