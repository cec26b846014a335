import { Fault } from '../base/fault.ts';
import { AnswerUnreadable } from '../mgr/answer-unreadable.ts';
import type { MgrDocument } from '../mgr/document.ts';
import { parseXml } from '../mgr/xml.ts';

/** BILLmanager's forms are some kilobytes. */
const LARGEST = 4 * 1024 * 1024;
/** BILLmanager writes the document before it waits for us; a pipe that stays open and empty would hang us for ever. */
const PATIENCE_MS = 30_000;

/** Reads the XML document on standard input. Fault input_bad for anything else, with what is wrong. */
export async function readInput(stream: NodeJS.ReadableStream = process.stdin): Promise<MgrDocument> {
  const text = await collect(stream);
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

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const reading = (async () => {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > LARGEST) throw new Fault('input_bad', { value: `it is larger than ${LARGEST} bytes` });
      chunks.push(bytes);
    }
  })();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Fault('input_bad', { value: 'it does not come to an end' })),
      PATIENCE_MS,
    );
  });
  try {
    await Promise.race([reading, patience]);
  } finally {
    clearTimeout(timer);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new Fault('input_bad', { value: 'it is not UTF-8', cause: error });
  }
}
