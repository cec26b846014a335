import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Begins the name of a build's working folder inside the target folder: on its file system, and
 * none of its files.
 */
export const WORK_PREFIX = '.build-';

/**
 * Makes `target` hold what `stage` holds, file by file with a rename: who runs or reads a file that
 * is replaced keeps the old one. What else lies in `target` is removed, but for `keep` (paths of
 * files or folders below it). Both folders must lie on one file system; `stage` is emptied.
 */
export function publish(stage: string, target: string, keep: readonly string[]): void {
  const files = filesBelow(stage);
  for (const file of files) {
    const place = join(target, file);
    mkdirSync(dirname(place), { recursive: true });
    renameSync(join(stage, file), place);
  }
  const wanted = new Set(files);
  const isKept = (file: string): boolean =>
    keep.some(path => file === path || file.startsWith(`${path}/`));
  for (const file of filesBelow(target)) {
    if (!wanted.has(file) && !isKept(file)) rmSync(join(target, file));
  }
  removeEmptyFolders(target);
}

/** Files and links below a folder, as paths relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    path => !path.startsWith(WORK_PREFIX) && !lstatSync(join(folder, path)).isDirectory(),
  );
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(WORK_PREFIX)) continue;
    const path = join(folder, entry.name);
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
