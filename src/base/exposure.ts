import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from './fault.ts';

const { O_NOFOLLOW, O_NONBLOCK } = constants;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** A place where somebody else may change what a path leads to. */
export interface Exposure {
  /** The file, the folder or the link itself; or a folder on the way to it. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Its owner, if that is neither root nor us. */
  readonly owner: number | null;
  /** It is a folder on the way. */
  readonly above: boolean;
}

/**
 * The first place where anybody but root and us can change or replace what these paths lead to;
 * null if there is none. Every file, folder and link on the way must belong to root or to us and be
 * writable for nobody else, as ssh demands of its keys. A sticky folder like /tmp, where everybody
 * may make files and nobody may touch those of others, will do on the way to something of ours that
 * exists, but not as the folder to make something in. Of a path that does not exist, the existing
 * part counts.
 *
 * What the paths have in common is looked at once: a handful of lstat(2) for a whole manager root.
 */
export function exposureOf(...paths: readonly string[]): Exposure | null {
  const known = new Set<string>();
  for (const path of paths) {
    const found = exposureOnWay(path, known, true);
    if (found) return found;
  }
  return null;
}

/** The same for an entry of a folder; for a link itself, wherever it leads. */
export function exposureOfEntry(path: string): Exposure | null {
  return exposureOnWay(path, new Set(), false);
}

/** Throws Fault path_exposed where exposureOf finds something. */
export function refuseExposed(...paths: readonly string[]): void {
  const found = exposureOf(...paths);
  if (found) throw pathExposed(found);
}

export function pathExposed(found: Exposure): Fault {
  return new Fault('path_exposed', { object: found.path, value: rightsText(found) });
}

/** `777` or `644, owner uid 1000`. */
export function rightsText({ mode, owner }: Pick<Exposure, 'mode' | 'owner'>, digits = 3): string {
  const bits = mode.toString(8).padStart(digits, '0');
  return owner === null ? bits : `${bits}, owner uid ${owner}`;
}

/** The owner if neither root nor us: a user may always read and change their own files. */
export function ownerElse({ uid }: Stats): number | null {
  return uid === 0 || uid === process.geteuid?.() ? null : uid;
}

/**
 * Opens a file of ours; returns its descriptor. Throws an Error for a link, a pipe or somebody
 * else's file in its place, and never waits for one.
 */
export function openOwn(file: string, flags: number, mode?: number): number {
  const descriptor = openSync(file, flags | O_NOFOLLOW | O_NONBLOCK, mode);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`${file} is no regular file`);
    const owner = ownerElse(stats);
    if (owner !== null) throw new Error(`${file} belongs to uid ${owner}`);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** `known`: folders that are known to be fine on the way. */
function exposureOnWay(path: string, known: Set<string>, follow: boolean): Exposure | null {
  const names = namesIn(resolve(path));
  let links = 0;
  let folder = '';
  for (let name: string | undefined = ''; name !== undefined; name = names.shift()) {
    const place = name === '' ? '/' : below(folder, name);
    const isLast = names.length === 0;
    if (!isLast && known.has(place)) {
      folder = place;
      continue;
    }
    const stats = statsOf(place);
    // nothing there, or nothing visible: it would be made in this folder
    if (stats === undefined) return judged(folder, statsOf(folder), { isLast: true, above: true });
    const found = judged(place, stats, { isLast, above: !isLast });
    if (found) return found;
    if (!stats.isSymbolicLink()) {
      known.add(place);
      folder = place;
    } else if (follow || !isLast) {
      const target = readlinkSync(place);
      links += 1;
      if (links > MOST_LINKS) return null;
      names.unshift(...namesIn(target));
      if (target.startsWith('/')) folder = '/';
    }
  }
  return null;
}

function judged(
  path: string,
  stats: Stats | undefined,
  { isLast, above }: { readonly isLast: boolean; readonly above: boolean },
): Exposure | null {
  if (stats === undefined) return null;
  const owner = ownerElse(stats);
  const mode = stats.mode & 0o7777;
  // a link has no rights of its own
  const isWritable = !stats.isSymbolicLink() && (mode & OTHERS_WRITE) !== 0;
  const isHarmless = stats.isDirectory() && (mode & STICKY) !== 0 && !isLast;
  return owner === null && (!isWritable || isHarmless) ? null : { path, mode, owner, above };
}

const namesIn = (path: string): string[] =>
  path.split('/').filter(name => name !== '' && name !== '.');

/** `folder` contains no link, so its parent is the one in its text. */
function below(folder: string, name: string): string {
  if (name === '..') return dirname(folder);
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // no right to look, or a file where a folder should be
    return undefined;
  }
}
