import { getRawAsset } from 'node:sea';
import { pieceLoader } from './pieces.ts';

/** Entry of the compiled executable: all that it does is to load the program's first piece. */
const load = pieceLoader({ source, cache });

load('entry.js');

/** Pieces are plain ASCII, which becomes a one-byte string without decoding. */
function source(piece: string): string {
  return Buffer.from(getRawAsset(piece)).toString('latin1');
}

/** The build leaves an empty cache for a piece that none of its sample calls has run. */
function cache(piece: string): Buffer | undefined {
  const bytes = Buffer.from(getRawAsset(`${piece}.cache`));
  return bytes.length > 0 ? bytes : undefined;
}
