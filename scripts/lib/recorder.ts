import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { cacheName, cacheProfileOf } from '../../src/runtime/cache-profile.ts';
import { chunkLoader } from '../../src/runtime/chunks.ts';

/**
 * Entry of the executable that the build makes first and throws away. It is the program itself, but
 * when it ends it keeps V8's code caches of the chunks it ran in `caches/` of its tree, together
 * with what earlier runs of the same command left there: a cache taken after a run holds the
 * functions that the run needed, and more of them only take longer to read.
 */
const folder = join(dirname(dirname(process.execPath)), 'caches');
const profile = cacheProfileOf(process.argv[1] ?? '', process.argv.slice(2));
const cacheFile = (chunk: string): string => join(folder, cacheName(chunk, profile));
const scripts = new Map<string, Script>();

mkdirSync(folder, { recursive: true });
keepCode();

/** Compiled code of functions that were called once must still be there at the end. */
function keepCode(): void {
  setFlagsFromString('--no-flush-bytecode');
}

/**
 * Flags are part of a cache's fingerprint: it is read and taken under those that the product runs
 * with.
 */
function asProduct(): void {
  setFlagsFromString('--flush-bytecode');
}

process.once('exit', () => {
  asProduct();
  for (const [chunk, script] of scripts) {
    const temporary = `${cacheFile(chunk)}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, cacheFile(chunk));
  }
});

const load = chunkLoader({
  source: chunk => Buffer.from(getRawAsset(chunk)).toString('latin1'),
  cache: chunk => (existsSync(cacheFile(chunk)) ? readFileSync(cacheFile(chunk)) : undefined),
  around(chunk, compile) {
    asProduct();
    const script = compile();
    keepCode();
    // what earlier runs had left would be lost, and nothing but the clock would tell
    if (script.cachedDataRejected) throw new Error(`V8 does not take its own cache of ${chunk}`);
    scripts.set(chunk, script);
    return script;
  },
});

load('entry.js');
