import type { Dispatcher } from 'undici';
import type Client from 'undici/lib/dispatcher/client.js';
import { steadyMs } from '../base/clock.ts';
import type { Endpoint } from './http-endpoint.ts';
import { nextStore, type RootStore } from './root-store.ts';
import { lacksRoot } from './tls-reasons.ts';

interface ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly ca: string | undefined;
  /** Connecting, sending and receiving together. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly userAgent: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Uint8Array;
}

/** An exchange that brought no complete answer. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  /**
   * Whether a byte of the request may have left; only if false it was certainly not carried out.
   */
  readonly sent: boolean;
  /**
   * Code of the system, of TLS or of undici, or one of TIMEOUT, CONNECT_TIMEOUT, TOO_LONG,
   * REPEATED.
   */
  readonly code: string;

  constructor(sent: boolean, code: string) {
    super(code);
    this.sent = sent;
    this.code = code;
  }
}

/**
 * One connection to a manager, kept alive between requests, for one request at a time. Loads undici
 * for the first one. A request is written at most once: nothing here repeats a request that may
 * have left.
 */
export class HttpConnection {
  readonly #options: ConnectionOptions;
  #client: Client | null = null;
  #connecting: { destroy(): unknown } | null = null;
  #roots: RootStore;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#roots = options.ca === undefined ? 'builtin' : 'own';
  }

  /** Sends a form. Throws ExchangeFailure, and Fault `conf_bad` if `ca` cannot be read. */
  async post(form: string): Promise<HttpAnswer> {
    const deadline = steadyMs() + this.#options.timeoutMs;
    for (;;) {
      try {
        return await this.#attempt(form, deadline);
      } catch (error) {
        const mendable = error instanceof ExchangeFailure && !error.sent && lacksRoot(error.code);
        const more = mendable ? nextStore(this.#roots) : null;
        if (more === null) throw error;
        this.#roots = more;
      }
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#connecting?.destroy();
    this.#connecting = null;
    await client?.destroy();
  }

  async #attempt(form: string, deadline: number): Promise<HttpAnswer> {
    this.#client ??= await this.#open();
    const exchange = new Exchange(this.#options.maxAnswerBytes);
    const timers = [
      setTimeout(() => exchange.expire('TIMEOUT'), Math.max(0, deadline - steadyMs())),
      setTimeout(
        () => exchange.connected || exchange.expire('CONNECT_TIMEOUT'),
        this.#options.connectTimeoutMs,
      ),
    ];
    try {
      this.#client.dispatch(this.#request(form), exchange);
      return await exchange.answer;
    } catch (error) {
      // whatever is still under way on this connection belongs to an abandoned request
      await this.close();
      throw error;
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  #request(form: string): Dispatcher.DispatchOptions {
    return {
      method: 'POST',
      path: this.#options.endpoint.path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'user-agent': this.#options.userAgent,
      },
      body: form,
      idempotent: false,
    };
  }

  async #open(): Promise<Client> {
    const { endpoint, connectTimeoutMs } = this.#options;
    const isSecure = endpoint.origin.startsWith('https:');
    // reads the runtime's certificates in its own thread; begun first because this takes longer
    // than loading the client
    if (isSecure) await import('node:tls');
    const { UndiciClient, connectorOf } = await import('./undici-parts.ts');
    const ca = isSecure ? await this.#trusted() : undefined;
    const connector = connectorOf({
      allowH2: false,
      // whatever NODE_TLS_REJECT_UNAUTHORIZED says
      rejectUnauthorized: true,
      timeout: 0,
      // on a slow line the default of 250 ms abandons the first of several addresses
      autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(connectTimeoutMs / 4)),
      ...(ca && { ca }),
    });
    return new UndiciClient(endpoint.origin, {
      pipelining: 1,
      // the exchange has its own time limit: these would restart with every byte
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        this.#connecting = connector(options, callback);
      },
    });
  }

  async #trusted(): Promise<string[] | undefined> {
    if (this.#options.ca === undefined && this.#roots === 'builtin') return undefined;
    const { trustedRoots } = await import('./tls-trust.ts');
    return trustedRoots(this.#options.ca, this.#roots);
  }
}

/** One request and its answer, as undici reports them. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  readonly #maxBytes: number;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: ExchangeFailure) => void;
  #sent = false;
  #status = 0;
  #headers: HttpAnswer['headers'] = {};
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get connected(): boolean {
    return this.#sent;
  }

  expire(code: string): void {
    this.#reject(new ExchangeFailure(this.#sent, code));
  }

  /** The connection is up; undici writes the request next. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#sent) {
      this.expire('REPEATED');
      controller.abort(new Error('a request is never repeated'));
    }
    this.#sent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpAnswer['headers'],
  ): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.#maxBytes) this.#tooLong(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#tooLong(controller);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.expire('code' in error && typeof error.code === 'string' ? error.code : error.name);
  }

  #tooLong(controller: Dispatcher.DispatchController): void {
    this.#chunks = [];
    this.expire('TOO_LONG');
    controller.abort(new Error('the answer is too long'));
  }
}
