import Database from 'better-sqlite3';

/** Does something to a state file behind the journal's back. */
export function raw<T>(file: string, work: (database: Database.Database) => T): T {
  const database = new Database(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
