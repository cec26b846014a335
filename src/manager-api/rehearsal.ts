import { Socket } from 'node:net';
import { connectionTo, HttpManager } from './http-manager.ts';

const BODY = '<doc><elem><id>1</id></elem></doc>';
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=UTF-8\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

/** The end of a connection to nobody: each request is answered on the spot. */
class Memory extends Socket {
  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, written: () => void): void {
    this.#answer(written);
  }

  override _writev(_chunks: unknown, written: () => void): void {
    this.#answer(written);
  }

  #answer(written: () => void): void {
    written();
    this.push(ANSWER);
  }
}

/**
 * Asks a manager that is made of memory. Functions, and the parts of the HTTP parser, are compiled
 * when they are first called: of the first two answers of a process that takes five milliseconds.
 * While there is nothing to do but to wait, it takes nobody's time.
 */
export async function rehearse(): Promise<void> {
  const limits = { url: 'http://localhost/', timeoutMs: 1000, connectTimeoutMs: 1000 };
  const connection = connectionTo({
    ...limits,
    connector: (_options, connected) => {
      const socket = new Memory();
      queueMicrotask(() => connected(null, socket));
      return socket;
    },
  });
  const manager = new HttpManager({
    ...limits,
    username: '',
    password: '',
    connection,
    mayAct: () => undefined,
  });
  try {
    for (let turn = 0; turn < 2; turn += 1)
      await manager.call('soft', { elid: '1' }, { kind: 'read' });
  } finally {
    await manager.close();
  }
}
