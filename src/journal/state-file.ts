import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../base/fault.ts';
import { corruptFault } from './faults.ts';

const OTHERS_ANY = 0o077;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes sure that there is a state file which nobody else can read or write, and a folder in which
 * nobody else can exchange it. Makes both if they are missing (folder 0700, file 0600, whatever the
 * umask), unless `mustExist`. Throws Fault state_exposed, state_folder_exposed, state_unusable
 * (final for what is no plain file), or the system's own error.
 *
 * An existing file is only looked at, never opened: closing any descriptor of a file drops all
 * locks that this process has on it, SQLite's among them.
 */
export function prepareStateFile(file: string, mustExist: boolean): void {
  const folder = dirname(file);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    if (mustExist) {
      throw new Fault('state_unusable', {
        object: file,
        value: 'there is no such file',
        kind: 'final',
      });
    }
    makeFolder(folder);
    checkFolder(folder);
    createFile(file);
  } else {
    checkFolder(folder);
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`]) checkFile(path);
}

function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  try {
    mkdirSync(folder, FOLDER_MODE);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return; // another process was faster
    throw error;
  }
  chmodSync(folder, FOLDER_MODE);
  // SQLite syncs the folder when it syncs the first log in it, but knows nothing of the folder's
  // own entry
  syncFolder(parent);
}

/**
 * The entry of a new folder reaches the disk, without which all that is in it would be lost with
 * the power.
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

function checkFolder(folder: string): void {
  const stats = statSync(folder);
  const open = (stats.mode & OTHERS_WRITE) !== 0 && (stats.mode & STICKY) === 0;
  if (!open && isOwnedByUs(stats)) return;
  throw new Fault('state_folder_exposed', { object: folder, value: describe(stats) });
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
  if ((stats.mode & OTHERS_ANY) === 0 && isOwnedByUs(stats)) return;
  throw new Fault('state_exposed', { object: path, value: describe(stats) });
}

/** A file of another user is that user's to read. Root's is nobody's but root's. */
function isOwnedByUs(stats: Stats): boolean {
  return stats.uid === 0 || stats.uid === process.geteuid?.();
}

function describe(stats: Stats): string {
  const mode = (stats.mode & 0o777).toString(8).padStart(3, '0');
  return isOwnedByUs(stats) ? mode : `${mode}, owner uid ${stats.uid}`;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
