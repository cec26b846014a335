import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuseExposed } from './exposure.ts';
import { Fault } from './fault.ts';
import { loadLibrary } from './library.ts';
import { SQLITE_ADDON } from './paths.ts';
import { executableRoot, isCompiled, managerRoot } from './root.ts';

let loaded: object | undefined;

/**
 * The native addon of better-sqlite3 for its `nativeBinding` option. Undefined when running from
 * sources: the package then finds its own prebuilt one. The executable looks beside itself first,
 * then under the manager root. Throws Fault library_unusable if it is in neither or the machine's
 * loader refuses it, and path_exposed.
 */
export function sqliteAddon(): object | undefined {
  if (!isCompiled()) return undefined;
  loaded ??= loadLibrary(addonPath());
  return loaded;
}

function addonPath(): string {
  const own = join(executableRoot(), SQLITE_ADDON);
  // whoever may change a file beside the program may change the program
  if (existsSync(own)) return own;
  const other = join(managerRoot(), SQLITE_ADDON);
  if (!existsSync(other))
    throw new Fault('library_unusable', {
      object: SQLITE_ADDON,
      value: `no such file: ${own}, ${other}`,
    });
  refuseExposed(other);
  return other;
}
