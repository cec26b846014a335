import type { Store } from '../store/store.ts';
import type { Database } from './database.ts';

/**
 * Where the world is shown (at most one row), and what of it has changed since it was shown there.
 */
export const MIRROR_SCHEMA = `
CREATE TABLE IF NOT EXISTS mirror_target (database TEXT NOT NULL, crypt_key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mirror_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, key INTEGER NOT NULL);
`;

/**
 * The tables that are shown, and the column that tells what must be shown anew when a row changes:
 * its own id, or its owner's. Rows of owners come and go with other ids when they are replaced.
 */
export const SOURCES = {
  measure: 'id',
  enumeration: 'id',
  enumerationitem: 'id',
  itemtype: 'id',
  account: 'id',
  user: 'id',
  project: 'id',
  processingmodule: 'id',
  processingparam: 'processingmodule',
  pricelist: 'id',
  pricelistparam: 'pricelist',
  pricelist2processingmodule: 'pricelist',
  item: 'id',
  itemparam: 'item',
  runningoperation: 'id',
  task: 'id',
} as const satisfies Readonly<Record<string, string>>;

export type Source = keyof typeof SOURCES;

export const sources = (): readonly Source[] => Object.keys(SOURCES).filter(isSource);

const isSource = (name: string): name is Source => Object.hasOwn(SOURCES, name);

export interface MirrorTarget {
  readonly database: Database;
  /** PEM: the public half of the key that CryptKey names. */
  readonly cryptKey: string;
}

export function mirrorTarget(store: Store): MirrorTarget | undefined {
  const row = store.get<{ database: string; crypt_key: string }>('SELECT * FROM mirror_target');
  return row && { database: JSON.parse(row.database), cryptKey: row.crypt_key };
}

/** From now on each change is noted, whoever makes it, and all that is there to begin with. */
export function noteChanges(store: Store, target: MirrorTarget): void {
  store.transaction(() => {
    forgetChanges(store);
    store.insert('mirror_target', {
      database: JSON.stringify(target.database),
      crypt_key: target.cryptKey,
    });
    for (const trigger of triggers()) store.run(trigger.create);
    for (const source of sources())
      store.run(
        `INSERT INTO mirror_change (source, key) SELECT DISTINCT '${source}', ${SOURCES[source]} FROM ${source}`,
      );
  });
}

/** Nothing is noted any more, and what was noted is forgotten. */
export function forgetChanges(store: Store): void {
  store.transaction(() => {
    for (const trigger of triggers()) store.run(`DROP TRIGGER IF EXISTS ${trigger.name}`);
    for (const table of ['mirror_target', 'mirror_change']) store.run(`DELETE FROM ${table}`);
  });
}

interface Trigger {
  readonly name: string;
  readonly create: string;
}

/** What the panel calls a product type is a setting. */
const NAME_OF_TYPES: Trigger = {
  name: 'mirror_settings',
  create: `CREATE TRIGGER mirror_settings AFTER INSERT ON settings
    WHEN NEW.name = 'storage_itemtype' BEGIN
    INSERT INTO mirror_change (source, key) SELECT 'itemtype', id FROM itemtype; END`,
};

function triggers(): readonly Trigger[] {
  const ofRows = sources().flatMap(source =>
    EVENTS.map(({ event, rows }) => {
      const name = `mirror_${source}_${event.toLowerCase()}`;
      const notes = rows.map(
        row =>
          `INSERT INTO mirror_change (source, key) VALUES ('${source}', ${row}.${SOURCES[source]});`,
      );
      return {
        name,
        create: `CREATE TRIGGER ${name} AFTER ${event} ON ${source} BEGIN ${notes.join(' ')} END`,
      };
    }),
  );
  return [...ofRows, NAME_OF_TYPES];
}

const EVENTS = [
  { event: 'INSERT', rows: ['NEW'] },
  // a row may go to another owner
  { event: 'UPDATE', rows: ['OLD', 'NEW'] },
  { event: 'DELETE', rows: ['OLD'] },
] as const;

/** What is noted: the last note, and the keys of each table. */
export interface NotedChanges {
  readonly last: number;
  readonly keys: ReadonlyMap<Source, readonly number[]>;
}

export function notedChanges(store: Store): NotedChanges {
  const rows = store.all<{ id: number; source: string; key: number }>(
    'SELECT max(id) AS id, source, key FROM mirror_change GROUP BY source, key',
  );
  const keys = new Map<Source, number[]>();
  for (const { source, key } of rows) {
    if (!isSource(source)) throw new Error(`a change of ${source} is noted, which is not shown`);
    const known = keys.get(source);
    if (known) known.push(key);
    else keys.set(source, [key]);
  }
  return { last: Math.max(0, ...rows.map(({ id }) => id)), keys };
}

export function isNoted(store: Store): boolean {
  return store.get('SELECT 1 FROM mirror_change LIMIT 1') !== undefined;
}

export function forgetNotes(store: Store, last: number): void {
  store.run('DELETE FROM mirror_change WHERE id <= ?', last);
}
