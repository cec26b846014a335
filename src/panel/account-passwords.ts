import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
/** Characters with no special meaning in any shell, XML, form, FTP client or configuration file. */
const SIGNS = '-_.';
const ALL = LETTERS + CAPITALS + DIGITS + SIGNS;
const LENGTH = 20;

/**
 * A strong password that every panel accepts: 20 characters out of 60 (more than 115 bits), with
 * each kind among them, a letter first and no look-alikes (l, 1, I, O, 0).
 */
export function newPassword(random: (below: number) => number = below => randomInt(below)): string {
  const pick = (set: string): string => set[random(set.length)] ?? '';
  for (;;) {
    const password =
      pick(LETTERS + CAPITALS) + Array.from({ length: LENGTH - 1 }, () => pick(ALL)).join('');
    const kinds = [LETTERS, CAPITALS, DIGITS, SIGNS];
    if (kinds.every(kind => [...password].some(letter => kind.includes(letter)))) return password;
  }
}
