import type { Agent, RequestOptions } from 'node:http';
import type { AgentOptions } from 'node:https';
import type { Endpoint } from './http-endpoint.ts';
import { Exchange, ExchangeFailure, type HttpAnswer } from './http-exchange.ts';
import { loadTransport } from './http-transport.ts';
import { nextStore, type RootStore } from './root-store.ts';
import { lacksRoot } from './tls-reasons.ts';

export interface ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly ca: string | undefined;
  /** Connecting, sending and receiving together. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly userAgent: string;
}

/** What `node:http` and `node:https` have in common. */
interface Transport {
  readonly agent: Agent;
  readonly request: typeof import('node:http').request;
}

/**
 * One connection to a manager, kept alive between requests, for one request at a time. Loads what it needs of HTTP at the
 * first one, and TLS only for an https address. A request is written at most once: nothing here repeats one that may have left.
 */
export class HttpConnection {
  readonly #options: ConnectionOptions;
  readonly #url: URL;
  #transport: Transport | null = null;
  #roots: RootStore;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#roots = options.ca === undefined ? 'builtin' : 'own';
    this.#url = new URL(options.endpoint.origin + options.endpoint.path);
  }

  /** Sends a form. Throws ExchangeFailure, and Fault `conf_bad` for an own CA that cannot be read. */
  async post(form: string): Promise<HttpAnswer> {
    const deadline = performance.now() + this.#options.timeoutMs;
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

  close(): void {
    this.#transport?.agent.destroy();
    this.#transport = null;
  }

  async #attempt(form: string, deadline: number): Promise<HttpAnswer> {
    if (this.#transport) await oneTurn();
    this.#transport ??= await this.#open();
    const { agent, request } = this.#transport;
    const exchange = new Exchange(
      request(this.#url, { ...this.#request(), agent }),
      form,
      this.#options.maxAnswerBytes,
    );
    const timers = [
      setTimeout(() => exchange.expire('TIMEOUT'), Math.max(0, deadline - performance.now())),
      setTimeout(
        () => exchange.connected || exchange.expire('CONNECT_TIMEOUT'),
        this.#options.connectTimeoutMs,
      ),
    ];
    try {
      return await exchange.answer;
    } catch (error) {
      // whatever is still under way on this connection belongs to a request that is given up
      this.close();
      throw error;
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  #request(): RequestOptions {
    return {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'user-agent': this.#options.userAgent,
      },
    };
  }

  async #open(): Promise<Transport> {
    const common: AgentOptions = {
      keepAlive: true,
      maxSockets: 1,
      // the default of 250 ms gives up the first of several addresses on a slow line
      autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(this.#options.connectTimeoutMs / 4)),
    };
    const { Agent: TransportAgent, request } = await loadTransport(this.#url.protocol);
    const ca = this.#url.protocol === 'https:' ? await this.#trusted() : undefined;
    return { agent: new TransportAgent({ ...common, ...(ca && { ca }) }), request };
  }

  async #trusted(): Promise<string[] | undefined> {
    if (this.#options.ca === undefined && this.#roots === 'builtin') return undefined;
    const { trustedRoots } = await import('./tls-trust.ts');
    return trustedRoots(this.#options.ca, this.#roots);
  }
}

/** Lets a connection that the other side has closed meanwhile be seen as closed, before anything is written to it. */
function oneTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(() => setImmediate(resolve)));
}
