import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { pieceLoader } from '../../src/main/pieces.ts';

/**
 * Entry of the executable that the build makes first and throws away. It is the program itself, but when it ends it
 * keeps V8's code caches of the pieces it ran in `caches/` of its tree, together with what earlier runs left there: a
 * cache taken after a run holds the functions that the run needed.
 */
const folder = join(dirname(dirname(process.execPath)), 'caches');
const cacheFile = (piece: string): string => join(folder, `${piece}.cache`);
const scripts = new Map<string, Script>();

mkdirSync(folder, { recursive: true });
// compiled code of functions that were called once must still be there at the end
setFlagsFromString('--no-flush-bytecode');

process.once('exit', () => {
  // the flags are part of the cache's fingerprint: take it under those that the product runs with
  setFlagsFromString('--flush-bytecode');
  for (const [piece, script] of scripts) {
    const temporary = `${cacheFile(piece)}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, cacheFile(piece));
  }
});

const load = pieceLoader({
  source: piece => Buffer.from(getRawAsset(piece)).toString('latin1'),
  cache: piece => (existsSync(cacheFile(piece)) ? readFileSync(cacheFile(piece)) : undefined),
  compiled: (piece, script) => scripts.set(piece, script),
});

load('entry.js');
