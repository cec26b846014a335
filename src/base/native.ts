import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SQLITE_ADDON } from './paths.ts';
import { executableRoot, isCompiled, managerRoot } from './root.ts';

let loaded: object | undefined;

/**
 * The native addon of better-sqlite3 for its `nativeBinding` option. Undefined when running from
 * sources: the package then finds its own prebuilt one. The executable looks beside itself first,
 * then under the manager root; throws a plain Error naming both places when it is in neither.
 */
export function sqliteAddon(): object | undefined {
  if (!isCompiled()) return undefined;
  loaded ??= load([executableRoot(), managerRoot()].map(root => join(root, SQLITE_ADDON)));
  return loaded;
}

function load(places: readonly string[]): object {
  const path = places.find(place => existsSync(place));
  if (path === undefined) throw new Error(`SQLite's native addon is missing: ${places.join(', ')}`);
  const addonModule: { exports: object } = { exports: {} };
  process.dlopen(addonModule, path);
  return addonModule.exports;
}
