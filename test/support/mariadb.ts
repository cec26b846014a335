import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { connect } from '../../sandbox/database/connection.ts';
import {
  type Database,
  dropDatabase,
  makeDatabase,
  ownerOf,
  readerOf,
  uniqueDatabase,
} from '../../sandbox/database/database.ts';
import type { DatabaseServer } from '../../sandbox/database/server.ts';
import { afterwards } from '../journal/support/temp.ts';

export { connect, type Database, type DatabaseServer, ownerOf, readerOf };

let known: Promise<DatabaseServer> | undefined;

/**
 * The MariaDB that all test files of a run share, each sandbox with a database of its own in it:
 * `startSandbox({ database: await mariadb() })`. Rejects with an Error that says what is missing.
 */
export function mariadb(): Promise<DatabaseServer> {
  known ??= ask(inject('mariadb'));
  return known;
}

async function ask(door: string): Promise<DatabaseServer> {
  const answer: unknown = JSON.parse(await text(connectSocket(door)));
  if (isServer(answer)) return answer;
  throw new Error(`no MariaDB: ${JSON.stringify(answer)}`);
}

function isServer(value: unknown): value is DatabaseServer {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['socket', 'user', 'password'].every(name => name in value)
  );
}

/** A database of BILLmanager's with empty tables, gone after the test. */
export async function emptyDatabase(): Promise<Database> {
  const database = uniqueDatabase(await mariadb());
  await makeDatabase(database);
  afterwards(() => dropDatabase(database));
  return database;
}
