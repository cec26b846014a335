import { chmodSync, lchownSync, lstatSync } from 'node:fs';

/** A user that nobody is on the machines that this runs on. */
const SOMEBODY = 65_534;

/**
 * Makes a file or folder one that somebody else may change: his own, where root may give it away,
 * else one that everybody may write to. Returns what a message says of it.
 */
export function giveAway(path: string): string {
  if (process.geteuid?.() === 0) {
    lchownSync(path, SOMEBODY, SOMEBODY);
    return `owner uid ${SOMEBODY}`;
  }
  const mode = (lstatSync(path).mode & 0o777) | 0o002;
  chmodSync(path, mode);
  return mode.toString(8);
}
