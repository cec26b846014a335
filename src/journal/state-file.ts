import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Exposure, exposureOf, ownerElse, pathExposed, rightsText } from '../base/exposure.ts';
import { Fault } from '../base/fault.ts';
import { corruptFault, stateFault } from './faults.ts';

const OTHERS_ANY = 0o077;
const STICKY = 0o1000;
const FOLDER_MODE = 0o700;
/** Mode of missing folders above it. */
const PARENT_MODE = 0o755;
const FILE_MODE = 0o600;
/**
 * Files that SQLite keeps, and reads, beside its own: somebody else's journal would be rolled back
 * into it.
 */
const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/**
 * Makes sure that there is a state file that nobody else can read, write or replace. Makes file and
 * folder if they are missing (folder 0700, file 0600, whatever the umask), unless `mustExist`.
 * Throws Fault state_exposed, state_folder_exposed, path_exposed, state_unusable (final if it is no
 * plain file), or the system's own error.
 *
 * An existing file is only looked at, never opened: closing any descriptor of a file drops all
 * locks that this process has on it, SQLite's among them.
 */
export function prepareStateFile(file: string, mustExist: boolean): void {
  const folder = dirname(file);
  const isMissing = lstatSync(file, { throwIfNoEntry: false }) === undefined;
  if (isMissing && mustExist) {
    throw new Fault('state_unusable', {
      object: file,
      value: 'there is no such file',
      kind: 'final',
    });
  }
  refuseExposedState(file);
  if (!isMissing) return;
  makeFolder(folder);
  createFile(file);
  refuseExposedState(file);
}

/**
 * Throws the same Faults if others may read, change or replace the state, as far as it exists.
 * Makes nothing, so it can be called before anything else.
 */
export function refuseExposedState(file: string): void {
  const folder = dirname(file);
  const open = exposureOf(folder);
  if (open) throw folderFault(open);
  try {
    for (const suffix of SUFFIXES) checkFile(`${file}${suffix}`);
  } catch (error) {
    throw stateFault(error, file);
  }
}

/** What helps a folder of our own would spoil one that everybody shares, like /tmp. */
function folderFault(open: Exposure): Fault {
  if (open.above || (open.mode & STICKY) !== 0) return pathExposed(open);
  return new Fault('state_folder_exposed', { object: open.path, value: rightsText(open) });
}

function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: PARENT_MODE });
  try {
    mkdirSync(folder, FOLDER_MODE);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return; // another process was faster
    throw error;
  }
  chmodSync(folder, FOLDER_MODE);
  // SQLite syncs the folder with its first log, but not the folder's own entry
  syncFolder(parent);
}

/**
 * Writes the entry of a new folder to the disk: without it a power failure would lose the
 * contents.
 */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * SQLite gives its -wal and -shm files the mode of the file itself, so it must be right before
 * SQLite sees it.
 */
function createFile(file: string): void {
  let descriptor: number;
  try {
    // wx: follows no link, touches no existing file
    descriptor = openSync(file, 'wx', FILE_MODE);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return; // another process was faster
    throw error;
  }
  try {
    fchmodSync(descriptor, FILE_MODE);
  } finally {
    closeSync(descriptor);
  }
}

function checkFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  // A link could lead out of the protected folder, and SQLite would keep its log beside the target.
  // Whoever wants the state elsewhere links the folder.
  if (stats.isSymbolicLink()) {
    throw new Fault('state_unusable', {
      object: path,
      value: 'it is a symbolic link',
      kind: 'final',
    });
  }
  if (!stats.isFile()) throw corruptFault(path, 'it is not a file');
  const owner = ownerElse(stats);
  if (owner === null && (stats.mode & OTHERS_ANY) === 0) return;
  throw new Fault('state_exposed', {
    object: path,
    value: rightsText({ mode: stats.mode & 0o777, owner }),
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
