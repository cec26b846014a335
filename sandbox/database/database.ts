import { randomBytes } from 'node:crypto';
import { type Connection, connect, type Login } from './connection.ts';
import type { DatabaseServer } from './server.ts';
import { CREATE_TABLES } from './tables.ts';

/** A database of BILLmanager's in a server, and who may use it. */
export interface Database {
  readonly server: DatabaseServer;
  readonly name: string;
  /** The user of the panel's settings: may SELECT in this database, and nothing else. */
  readonly user: string;
  readonly password: string;
}

/** The name that BILLmanager gives it. */
export const USUAL_NAME = 'billmgr';

/** One that is in nobody's way in a server shared by many. */
export function uniqueDatabase(server: DatabaseServer): Database {
  return newDatabase(server, `${USUAL_NAME}${randomBytes(6).toString('hex')}`);
}

/** Quotes, signs of shells and of SQL, a blank: what a password may be made of. */
export function newDatabase(server: DatabaseServer, name: string): Database {
  const password = `p'w "${randomBytes(6).toString('hex')}" #$;%\\=@:`;
  return { server: loginOf(server), name, user: name, password };
}

/** The server may be a running one, with more to it. */
const loginOf = ({ socket, user, password }: DatabaseServer): Login => ({ socket, user, password });

/** As its administrator. */
export const ownerOf = ({ server, name }: Database): Login => ({
  ...loginOf(server),
  database: name,
});

/** As the user of the panel's settings. */
export const readerOf = ({ server, name, user, password }: Database): Login => ({
  socket: server.socket,
  user,
  password,
  database: name,
});

/** Makes it with empty tables; what was there under its name is gone. */
export async function makeDatabase({ server, name, user, password }: Database): Promise<void> {
  await administer(server, async connection => {
    await connection.query('DROP DATABASE IF EXISTS ??; DROP USER IF EXISTS ?@localhost', [
      name,
      user,
    ]);
    await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4', [name]);
    await connection.query('CREATE USER ?@localhost IDENTIFIED BY ?', [user, password]);
    await connection.query('GRANT SELECT ON ??.* TO ?@localhost', [name, user]);
    await connection.query('USE ??', [name]);
    await connection.query(CREATE_TABLES);
  });
}

export async function dropDatabase({ server, name, user }: Database): Promise<void> {
  await administer(server, async connection => {
    await connection.query('DROP DATABASE IF EXISTS ??; DROP USER IF EXISTS ?@localhost', [
      name,
      user,
    ]);
  });
}

async function administer(
  server: DatabaseServer,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await connect(loginOf(server));
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}
