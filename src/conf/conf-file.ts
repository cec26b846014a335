import { join } from 'node:path';
import { exposureOf, pathExposed, rightsText } from '../base/exposure.ts';
import { Fault } from '../base/fault.ts';
import { CONF_FILE } from '../base/paths.ts';

/** Read or write for group or others. */
const OPEN_TO_OTHERS = 0o066;

/**
 * Throws the Fault of `exposureOfConf` if others may change or replace `<root>/etc/cpbillmgr.conf`.
 * Reads nothing, so it can be called before anything else.
 */
export function refuseExposedConf(root: string): void {
  const fault = exposureOfConf(join(root, CONF_FILE));
  if (fault) throw fault;
}

/**
 * The Fault if others may change a conf, or a file that it names: conf_exposed for the file
 * itself, path_exposed for a folder on the way to it. null if nobody may.
 */
export function exposureOfConf(file: string): Fault | null {
  const found = exposureOf(file);
  if (found === null) return null;
  if (found.above) return pathExposed(found);
  return new Fault('conf_exposed', { object: found.path, value: rightsText(found, 4) });
}

/** The Fault conf_exposed if others may read a file with these permission bits. */
export function exposureOfSecret(file: string, mode: number): Fault | null {
  if ((mode & OPEN_TO_OTHERS) === 0) return null;
  return new Fault('conf_exposed', {
    object: file,
    value: rightsText({ mode: mode & 0o777, owner: null }, 4),
  });
}
