import { closeSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The entry of the auxiliary vector that points to the path given to execve(2): AT_EXECFN,
 * getauxval(3).
 */
const AT_EXECFN = 31n;
/** Two words of 64 bits: type and value. */
const ENTRY_BYTES = 16;
/** PATH_MAX, with the NUL at its end. */
const LONGEST_PATH = 4096;

/**
 * The absolute path that the executable was started by: a link's own, not its target's. Whoever
 * starts a program may pass any name (a program found in PATH gets no path), so the name counts
 * only if it leads here; the kernel always knows the path. Call it before the process changes its
 * working directory.
 */
export function startedPath(): string {
  const name = process.argv0;
  return resolve(name.includes('/') && leadsHere(name) ? name : toldByKernel());
}

function leadsHere(path: string): boolean {
  try {
    return realpathSync.native(path) === process.execPath;
  } catch {
    // no such path
    return false;
  }
}

function toldByKernel(): string {
  const vector = readFileSync('/proc/self/auxv');
  for (let at = 0; at + ENTRY_BYTES <= vector.length; at += ENTRY_BYTES) {
    if (vector.readBigUInt64LE(at) === AT_EXECFN) return textAt(vector.readBigUInt64LE(at + 8));
  }
  throw new Error('/proc/self/auxv does not tell how the program was started');
}

/** The text at a memory address of this process. */
function textAt(address: bigint): string {
  const memory = openSync('/proc/self/mem', 'r');
  try {
    const bytes = Buffer.alloc(LONGEST_PATH);
    const read = readSync(memory, bytes, 0, bytes.length, address);
    return bytes.toString('utf8', 0, bytes.subarray(0, read).indexOf(0));
  } finally {
    closeSync(memory);
  }
}
