import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isSea } from 'node:sea';

/** Where BILLmanager 5 and 6 live when nothing else is said. */
const DEFAULT_ROOT = '/usr/local/mgr5';

/** True in the compiled executable, false when the program runs from its sources. */
export function isCompiled(): boolean {
  return isSea();
}

/**
 * The manager root (absolute): `CPBILLMGR_ROOT` if set, else the tree that the executable really
 * lies in (`ROOT/processing/pmcpbillmgr`, whatever link it was started by), else /usr/local/mgr5.
 * It is not checked to exist.
 */
export function managerRoot(): string {
  const override = process.env['CPBILLMGR_ROOT'];
  if (override) return realPath(override);
  return isCompiled() ? executableRoot() : DEFAULT_ROOT;
}

/**
 * The root that the compiled executable was installed under, even where `CPBILLMGR_ROOT` names
 * another one.
 */
export function executableRoot(): string {
  return dirname(dirname(realPath(process.execPath)));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // a root that does not exist yet is reported by whoever needs something in it
    return resolve(path);
  }
}
