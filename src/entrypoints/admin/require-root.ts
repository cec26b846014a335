import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../base/fault.ts';
import { CONF_FILE, STATE_FILE } from '../../base/paths.ts';

/**
 * The files below the root that nearly every command reads. A missing one is dealt with elsewhere.
 */
const READ = [CONF_FILE, STATE_FILE];

/**
 * A folder that is missing or unreadable must not pass for an empty one. Throws Fault
 * root_missing, right_missing.
 */
export function requireRoot(root: string): void {
  try {
    if (!statSync(root).isDirectory())
      throw new Fault('root_missing', { object: root, value: 'ENOTDIR' });
  } catch (error) {
    throw error instanceof Fault ? error : faultOf('root_missing', root, error);
  }
  for (const path of READ) {
    const file = join(root, path);
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      if (codeOf(error) === 'EACCES') throw faultOf('right_missing', file, error);
    }
  }
}

function faultOf(type: 'root_missing' | 'right_missing', object: string, cause: unknown): Fault {
  const value = codeOf(cause);
  return new Fault(value === 'EACCES' ? 'right_missing' : type, { object, value, cause });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
