import { join } from 'node:path';
import { DATABASE_FOLDER, ROOT_FOLDER } from '../files.ts';
import type { Store } from '../store/store.ts';
import { forgetChanges, mirrorTarget, noteChanges } from './changes.ts';
import {
  type Database,
  dropDatabase,
  makeDatabase,
  newDatabase,
  USUAL_NAME,
  uniqueDatabase,
} from './database.ts';
import type { Mirror } from './mirror.ts';
import { removePanelFiles, writePanelFiles } from './panel-files.ts';
import { type DatabaseServer, startDatabaseServer } from './server.ts';

/** What of a sandbox has to do with BILLmanager's database. */
export interface Place {
  readonly dir: string;
  readonly store: Store;
  readonly mirror: Mirror;
}

/** The database of a running sandbox. */
export interface AttachedDatabase extends Database {
  /** Ends the server, or the database in one of others. */
  close(): Promise<void>;
}

/**
 * Gives the stand-in BILLmanager a database in a server of its own, or in this one, in which all of
 * its world stands and from now on each change. What stood there before is made anew: the world is
 * in the sandbox's own files.
 */
export async function attachDatabase(
  place: Place,
  wanted: true | DatabaseServer,
): Promise<AttachedDatabase> {
  return wanted === true ? attachOwn(place) : attachShared(place, wanted);
}

async function attachOwn(place: Place): Promise<AttachedDatabase> {
  const server = await startDatabaseServer(join(place.dir, DATABASE_FOLDER));
  try {
    const known = mirrorTarget(place.store)?.database;
    // whoever has noted its user and password finds them good after a restart
    const isOurs = known?.server.socket === server.socket && known.name === USUAL_NAME;
    const database = isOurs ? known : newDatabase(server, USUAL_NAME);
    await showAll(place, database);
    return { ...database, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function attachShared(place: Place, server: DatabaseServer): Promise<AttachedDatabase> {
  const database = uniqueDatabase(server);
  await showAll(place, database);
  return {
    ...database,
    async close() {
      detachDatabase(place);
      await dropDatabase(database);
    },
  };
}

async function showAll({ dir, store, mirror }: Place, database: Database): Promise<void> {
  await makeDatabase(database);
  noteChanges(store, { database, cryptKey: writePanelFiles(join(dir, ROOT_FOLDER), database) });
  await mirror.show();
}

/** What a sandbox that had a database, and has none now, still has of it. */
export function detachDatabase({ dir, store, mirror }: Place): void {
  if (mirrorTarget(store) === undefined) return;
  mirror.close();
  forgetChanges(store);
  removePanelFiles(join(dir, ROOT_FOLDER));
}
