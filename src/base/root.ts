import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isSea } from 'node:sea';
import { startedPath } from './started-path.ts';

/** Where BILLmanager 5 and 6 are installed by default. */
const DEFAULT_ROOT = '/usr/local/mgr5';
/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** True in the compiled executable, false when the program runs from its sources. */
export function isCompiled(): boolean {
  return isSea();
}

/**
 * The manager root (absolute): `CPBILLMGR_ROOT` if set, else the one that the executable was
 * started in, else /usr/local/mgr5. It need not exist.
 */
export function managerRoot(): string {
  const override = process.env['CPBILLMGR_ROOT'];
  if (override) return realPath(override);
  return isCompiled() ? rootOf(startedPath()) : DEFAULT_ROOT;
}

/** The root that the compiled executable really lies in, whatever link it was started by. */
export function executableRoot(): string {
  return dirname(dirname(realPath(process.execPath)));
}

/** Whether a path leads to the compiled executable that is running. */
export function isThisProgram(path: string): boolean {
  return isCompiled() && realPath(path) === realPath(process.execPath);
}

/**
 * The root that a link to the executable lies in, so that a root which shares its executable with
 * another one is never taken for the other: a sandbox's links, for example, lead to the executable
 * that made it. A link outside any root is followed, as `/usr/local/sbin/cpbillmgr` leads to
 * `sbin/` of a root; the last stop is the executable itself.
 */
function rootOf(started: string): string {
  let path = started;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const folder = realPath(dirname(path));
    const root = dirname(folder);
    if (isFolderOfRoot(folder, root)) return root;
    const target = linkTarget(join(folder, basename(path)));
    if (target === null) break;
    path = resolve(folder, target);
  }
  return executableRoot();
}

/** `processing`, or `sbin` beside a `processing`: no other tree has that folder. */
function isFolderOfRoot(folder: string, root: string): boolean {
  const name = basename(folder);
  return name === 'processing' || (name === 'sbin' && existsSync(join(root, 'processing')));
}

/** null if it is no link. */
function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // a root that does not exist yet is reported by whoever needs something in it
    return resolve(path);
  }
}
