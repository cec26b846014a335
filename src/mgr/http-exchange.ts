import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** An exchange that brought no whole answer. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  /** A byte of the request may have left: only if false was it certainly not carried out. */
  readonly sent: boolean;
  /** Code of the system, of TLS or of the HTTP parser, or one of TIMEOUT, CONNECT_TIMEOUT, TOO_LONG, CUT. */
  readonly code: string;

  constructor(sent: boolean, code: string) {
    super(code);
    this.sent = sent;
    this.code = code;
  }
}

/** One request and its answer. The form is handed over, once, when the connection stands and its certificate has been checked. */
export class Exchange {
  readonly answer: Promise<HttpAnswer>;
  readonly #request: ClientRequest;
  readonly #form: string;
  readonly #maxBytes: number;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: ExchangeFailure) => void;
  #sent = false;

  /** `request`: one of which nothing has been written yet. */
  constructor(request: ClientRequest, form: string, maxBytes: number) {
    this.#request = request;
    this.#form = form;
    this.#maxBytes = maxBytes;
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    request.once('socket', socket => this.#whenReady(socket));
    request.once('response', response => this.#receive(response));
    // stays for good: a request that is given up may still report what became of it
    request.on('error', error => this.expire(codeOf(error)));
  }

  get connected(): boolean {
    return this.#sent;
  }

  /** Gives the exchange up, unless it has come to an end. */
  expire(code: string): void {
    this.#reject(new ExchangeFailure(this.#sent, code));
    this.#request.destroy();
  }

  #whenReady(socket: Socket): void {
    const secure = 'encrypted' in socket;
    if (this.#request.reusedSocket) this.#send();
    else socket.once(secure ? 'secureConnect' : 'connect', () => this.#send());
  }

  #send(): void {
    this.#sent = true;
    this.#request.end(this.#form);
  }

  #receive(response: IncomingMessage): void {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    if (Number(response.headers['content-length']) > this.#maxBytes) this.expire('TOO_LONG');
    response.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > this.#maxBytes) this.expire('TOO_LONG');
      else chunks.push(chunk);
    });
    response.on('end', () => {
      const { statusCode = 0, headers } = response;
      if (response.complete) this.#resolve({ status: statusCode, headers, body: Buffer.concat(chunks) });
      else this.expire('CUT');
    });
    response.on('error', error => {
      const code = codeOf(error);
      this.expire(code === 'ECONNRESET' ? 'CUT' : code);
    });
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
