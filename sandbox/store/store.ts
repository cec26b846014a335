import Database from 'better-sqlite3';
import { sqliteAddon } from '../../src/base/native.ts';

export type Value = string | number | null;

/** Another process may hold the write lock for as long as a whole batch takes. */
const BUSY_TIMEOUT_MS = 30_000;

/**
 * One of the SQLite files of a sandbox. Shared by several processes: the server and the
 * commands.
 */
export class Store {
  private readonly db: Database.Database;
  private readonly statements = new Map<string, Database.Statement<Value[], unknown>>();

  constructor(path: string, schema: string) {
    const nativeBinding = sqliteAddon();
    this.db = new Database(path, {
      timeout: BUSY_TIMEOUT_MS,
      // better-sqlite3 takes the loaded addon itself; its type description knows only a path
      ...(nativeBinding === undefined ? {} : { nativeBinding: nativeBinding as unknown as string }),
    });
    // survives a killed process, which is what a sandbox is for; not a power cut
    this.db.pragma('synchronous = OFF');
    this.db.pragma('journal_mode = WAL');
    this.db.exec(schema);
  }

  get<Row>(sql: string, ...params: Value[]): Row | undefined {
    return this.statement<Row>(sql).get(...params);
  }

  all<Row>(sql: string, ...params: Value[]): Row[] {
    return this.statement<Row>(sql).all(...params);
  }

  /** Returns the number of changed rows and the id of the last added one. */
  run(sql: string, ...params: Value[]): { readonly changes: number; readonly id: number } {
    const result = this.statement(sql).run(...params);
    return { changes: result.changes, id: Number(result.lastInsertRowid) };
  }

  /** Adds a row given as columns; answers its id. */
  insert(table: string, row: Readonly<Record<string, Value>>): number {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join(', ');
    return this.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`,
      ...Object.values(row),
    ).id;
  }

  update(table: string, id: number, change: Readonly<Record<string, Value>>): void {
    const columns = Object.keys(change).map(column => `${column} = ?`);
    if (columns.length === 0) return;
    this.run(
      `UPDATE ${table} SET ${columns.join(', ')} WHERE id = ?`,
      ...Object.values(change),
      id,
    );
  }

  /**
   * All or nothing, the write lock taken at once; within a transaction that is open already, a part
   * of it.
   */
  transaction<T>(work: () => T): T {
    return this.db.transaction(work).immediate();
  }

  /**
   * Keeps the write lock while `work` goes on; what it, and anybody else in this process, writes
   * meanwhile stays, whatever becomes of it.
   */
  async holding<T>(work: () => Promise<T>): Promise<T> {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      return await work();
    } finally {
      if (this.db.open) this.db.exec('COMMIT');
    }
  }

  close(): void {
    if (this.db.open) this.db.close();
  }

  private statement<Row>(sql: string): Database.Statement<Value[], Row> {
    let found = this.statements.get(sql);
    if (!found) {
      found = this.db.prepare<Value[]>(sql);
      this.statements.set(sql, found);
    }
    // the rows are our own: the caller names the columns of the statement it wrote
    return found as Database.Statement<Value[], Row>;
  }
}
