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
keepCode();

/** Compiled code of functions that were called once must still be there at the end. */
function keepCode(): void {
  setFlagsFromString('--no-flush-bytecode');
}

/** Flags are part of a cache's fingerprint: it is read and taken under those that the product runs with. */
function asProduct(): void {
  setFlagsFromString('--flush-bytecode');
}

process.once('exit', () => {
  asProduct();
  for (const [piece, script] of scripts) {
    const temporary = `${cacheFile(piece)}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, cacheFile(piece));
  }
});

const load = pieceLoader({
  source: piece => Buffer.from(getRawAsset(piece)).toString('latin1'),
  cache: piece => (existsSync(cacheFile(piece)) ? readFileSync(cacheFile(piece)) : undefined),
  around(piece, compile) {
    asProduct();
    const script = compile();
    keepCode();
    // what earlier runs had left would be lost, and nothing but the clock would tell
    if (script.cachedDataRejected) throw new Error(`V8 does not take its own cache of ${piece}`);
    scripts.set(piece, script);
    return script;
  },
});

load('entry.js');
