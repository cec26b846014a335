import { closeSync, constants, openSync, readSync } from 'node:fs';
import { steadyMs } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { AnswerUnreadable } from '../../manager-api/answer-unreadable.ts';
import type { MgrDocument } from '../../manager-api/document.ts';
import { parseXml } from '../../manager-api/xml.ts';

/** BILLmanager's forms are some kilobytes. */
const LARGEST = 4 * 1024 * 1024;
/**
 * BILLmanager writes the document before it waits for us; an open, empty pipe would otherwise hang
 * us for ever.
 */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 2;

/**
 * Reads the XML document on standard input. Fault input_bad for anything else, with what is wrong.
 */
export async function readInput(): Promise<MgrDocument> {
  const input = openInput();
  const text = decoded(input === null ? await collectStream(process.stdin) : collectFile(input));
  try {
    const document = parseXml(text);
    if (document.name !== 'doc')
      throw new Fault('input_bad', { value: `its root is <${document.name}>, not <doc>` });
    return document;
  } catch (error) {
    if (error instanceof AnswerUnreadable)
      throw new Fault('input_bad', { value: error.reason, cause: error });
    throw error;
  }
}

/**
 * Standard input opened anew, so that reading it never blocks and whoever shares it notices
 * nothing: some milliseconds quicker than `process.stdin`. null for what cannot be opened by name,
 * such as a socket.
 */
function openInput(): number | null {
  try {
    return openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

function collectFile(file: number): Buffer {
  const deadline = steadyMs() + PATIENCE_MS;
  const chunks = new Chunks();
  try {
    for (;;) {
      const chunk = readSome(file);
      if (chunk?.length === 0) return chunks.whole();
      if (chunk !== null) chunks.add(chunk);
      else if (steadyMs() > deadline) throw endless();
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  } finally {
    closeSync(file);
  }
}

/** Empty at the end of the input; null while there is nothing to read. */
function readSome(file: number): Buffer | null {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  try {
    return buffer.subarray(0, readSync(file, buffer));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}

async function collectStream(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks = new Chunks();
  const reading = (async () => {
    for await (const chunk of stream) chunks.add(Buffer.from(chunk));
  })();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(endless()), PATIENCE_MS);
  });
  try {
    await Promise.race([reading, patience]);
  } finally {
    clearTimeout(timer);
  }
  return chunks.whole();
}

class Chunks {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** Throws Fault input_bad when it becomes too much. */
  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > LARGEST)
      throw new Fault('input_bad', { value: `it is larger than ${LARGEST} bytes` });
    this.#chunks.push(chunk);
  }

  whole(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

const endless = (): Fault => new Fault('input_bad', { value: 'it does not come to an end' });

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('input_bad', { value: 'it is not UTF-8', cause: error });
  }
}
