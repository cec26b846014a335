import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Fault } from './fault.ts';

/**
 * Loads a native addon; returns what it exports. Throws Fault library_unusable with the loader's
 * own words, which name the library or the version of a symbol that this machine lacks: no later
 * attempt will find it.
 */
export function loadLibrary(file: string): object {
  const library: { exports: object } = { exports: {} };
  try {
    refuseCut(file);
    process.dlopen(library, file);
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new Fault('library_unusable', { object: file, value, cause: error });
  }
  return library.exports;
}

/**
 * The loader maps the parts that the file's head announces; touching a missing one kills the
 * process (SIGBUS).
 */
function refuseCut(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(descriptor, head, 0, HEAD_BYTES, 0);
    const { size } = fstatSync(descriptor);
    const end = endOfParts(head.subarray(0, length));
    if (end > size)
      throw new Error(`the file is cut off: ${size} bytes, at least ${end} are needed`);
  } finally {
    closeSync(descriptor);
  }
}

// elf(5), 64-bit and little-endian, as on all machines that the program is built for: file header,
// program headers
const HEAD_BYTES = 4096;
const FILE_HEADER_BYTES = 64;
const MAGIC = 0x464c457f;
const E_PHOFF = 32;
const E_PHNUM = 56;
const PROGRAM_HEADER_BYTES = 56;
const P_OFFSET = 8;
const P_FILESZ = 32;

/**
 * Where the last part of a shared library ends in its file, in bytes; 0 for anything else, which
 * the loader itself refuses.
 */
function endOfParts(head: Buffer): number {
  if (head.length < FILE_HEADER_BYTES || head.readUInt32LE(0) !== MAGIC) return 0;
  const first = Number(head.readBigUInt64LE(E_PHOFF));
  const headersEnd = first + head.readUInt16LE(E_PHNUM) * PROGRAM_HEADER_BYTES;
  let end = headersEnd;
  for (
    let at = first;
    at < headersEnd && at + PROGRAM_HEADER_BYTES <= head.length;
    at += PROGRAM_HEADER_BYTES
  ) {
    const partEnd = head.readBigUInt64LE(at + P_OFFSET) + head.readBigUInt64LE(at + P_FILESZ);
    end = Math.max(end, Number(partEnd));
  }
  return end;
}
