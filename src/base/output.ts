import { writeSync } from 'node:fs';

const STDOUT = 1;
/** The pause between two attempts when the reader is slower than we are. */
const FULL_PIPE_PAUSE_MS = 5;

/**
 * Writes text to standard output and returns when all of it has left the process, without the cost
 * of the `process.stdout` stream. For answers that a program reads. Throws the system's error
 * (`EPIPE` when nobody reads).
 */
export function writeOut(text: string): void {
  let rest: Uint8Array = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    const written = writeSome(rest);
    if (written === 0) pause(FULL_PIPE_PAUSE_MS);
    rest = rest.subarray(written);
  }
}

/** Bytes taken; 0 when the pipe is full and its owner has made it non-blocking. */
function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(STDOUT, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
