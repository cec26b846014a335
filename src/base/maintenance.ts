import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './fault.ts';
import { MAINTENANCE_FILE } from './paths.ts';

/**
 * Asked right before an act is sent; throws Fault maintenance or maintenance_unknown where it may
 * not be.
 */
export type MayAct = () => void;

/**
 * Throws Fault maintenance while `etc/billmgr.DoNothing` is there
 * (docs/reference/processing-module.md, "Maintenance mode"), and maintenance_unknown when the
 * system does not tell whether it is. Asked before every act: a billing that is being moved must
 * not buy once more because a process began a moment before.
 */
export function refuseInMaintenance(root: string): void {
  const file = join(root, MAINTENANCE_FILE);
  // a link that leads nowhere was made by somebody, too
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

/** Was something left undone because of maintenance, or because nobody can tell? */
export const isMaintenance = (error: unknown): boolean =>
  error instanceof Fault && (error.type === 'maintenance' || error.type === 'maintenance_unknown');
