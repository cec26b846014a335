import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './fault.ts';
import { MAINTENANCE_FILE } from './paths.ts';

/**
 * Called right before an act is sent; throws Fault maintenance or maintenance_unknown if it must
 * not be.
 */
export type MayAct = () => void;

/**
 * Throws Fault maintenance while `etc/billmgr.DoNothing` is there
 * (docs/reference/processing-module.md, "Maintenance mode"), and maintenance_unknown when the
 * system does not say whether it is. Called before every act: a BILLmanager that is being moved
 * must not buy once more because a process started a moment earlier.
 */
export function refuseInMaintenance(root: string): void {
  const file = join(root, MAINTENANCE_FILE);
  // somebody made this, even if it is a link that leads nowhere
  if (entryAt(file)) throw new Fault('maintenance', { object: file });
}

function entryAt(file: string): unknown {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const value = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Fault('maintenance_unknown', { object: file, value, cause: error });
  }
}

/** Was something left undone because of maintenance, or because maintenance is unknown? */
export const isMaintenance = (error: unknown): boolean =>
  error instanceof Fault && (error.type === 'maintenance' || error.type === 'maintenance_unknown');
