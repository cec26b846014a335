import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from './support.ts';

export const ADDON = 'lib/cpbillmgr/better_sqlite3.node';

/** What is wrong with a build's native addon, and what must be said of it. */
export const BREAKAGES: readonly {
  readonly name: string;
  readonly breakIt: (addon: string) => void;
  readonly said: RegExp;
}[] = [
  {
    name: 'is made for a newer C library',
    breakIt: addon => renameIn(addon, 'GLIBC_2.34', 'GLIBC_9.34'),
    said: /version `GLIBC_9\.34' not found/,
  },
  {
    name: 'needs a library that is not there',
    breakIt: addon =>
      renameIn(addon, 'libstdc++.so.6', 'libmissing.so.6'.slice(0, 'libstdc++.so.6'.length)),
    said: /libmissing\.so\.: cannot open shared object file/,
  },
  {
    name: 'is cut off',
    breakIt: addon => truncateSync(addon, 100_000),
    said: /cut off: 100000 bytes/,
  },
  {
    name: 'is cut off in its head',
    breakIt: addon => truncateSync(addon, 20),
    said: /file too short/,
  },
  {
    name: 'is no library',
    breakIt: addon => writeFileSync(addon, 'hello '.repeat(1000)),
    said: /invalid ELF header/,
  },
];

/** A copy of the build in which the addon is broken. */
export function brokenDist(place: string, breakIt: (addon: string) => void): void {
  cpSync(DIST, place, { recursive: true, verbatimSymlinks: true });
  breakIt(join(place, ADDON));
}

/** Another name of the same length, wherever the library asks for it. */
function renameIn(file: string, from: string, to: string): void {
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(`${from}\0`); at >= 0; at = bytes.indexOf(`${from}\0`, at))
    bytes.write(to, at);
  writeFileSync(file, bytes);
}
