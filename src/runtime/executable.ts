import { basename } from 'node:path';
import { getAssetKeys, getRawAsset } from 'node:sea';
import { refuseEnvironment } from '../main/environment.ts';
import { cacheName, cacheProfileOf } from './cache-profile.ts';
import { chunkLoader } from './chunks.ts';

/** Entry of the compiled executable: it only loads the program's first chunk. */
refuseEnvironment(basename(process.argv[1] ?? ''));

const load = chunkLoader({ source, cache });
const profile = cacheProfileOf(process.argv[1] ?? '', process.argv.slice(2));
const assets = new Set(getAssetKeys());

load('entry.js');

/** Chunks are plain ASCII, which becomes a one-byte string without decoding. */
function source(chunk: string): string {
  return Buffer.from(getRawAsset(chunk)).toString('latin1');
}

/**
 * The cache for calls like this one, else the one for all others; a chunk that none of the build's
 * sample calls has run has no cache.
 */
function cache(chunk: string): Buffer | undefined {
  const name = [cacheName(chunk, profile), cacheName(chunk)].find(each => assets.has(each));
  return name === undefined ? undefined : Buffer.from(getRawAsset(name));
}
