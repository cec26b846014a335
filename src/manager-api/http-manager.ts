import { type Clock, systemClock } from '../base/clock.ts';
import { Fault, toFault } from '../base/fault.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { MayAct } from '../base/maintenance.ts';
import { PROGRAM } from '../base/names.ts';
import { isSecretName } from '../base/secret-names.ts';
import { hiderOf } from '../base/secrets.ts';
import { addedAuthorities } from './added-authorities.ts';
import { type AnswerError, answerError, withoutSecrets } from './answer-error.ts';
import { MAX_ANSWER_BYTES } from './answer-limits.ts';
import { AnswerUnreadable } from './answer-unreadable.ts';
import type { MgrDocument } from './document.ts';
import { AnswerFault, bounded, upstreamFault } from './errors.ts';
import { ExchangeFailure, type HttpAnswer, HttpConnection } from './http-connection.ts';
import { authinfoOf, type Endpoint, parseEndpoint } from './http-endpoint.ts';
import { badAnswer, exchangeFault, type RequestFacts, unknownOrPassing } from './http-faults.ts';
import type { Manager, RequestOptions } from './manager.ts';

export interface HttpManagerOptions {
  /** https://host/billmgr; http is for a manager on the same machine. */
  readonly url: string;
  readonly username: string;
  /** Secret. */
  readonly password: string;
  /** PEM text of further CA certificates, trusted besides the usual roots. */
  readonly ca?: string | undefined;
  /** For one whole request: connecting, sending, and receiving to the last byte. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** 8 MiB by default. */
  readonly maxAnswerBytes?: number;
  /** Measures requests for the log. The time limits run on real time. */
  readonly clock?: Clock;
  readonly log?: Log;
  /** Awaited before every request: the rate limit. */
  readonly rateLimit?: () => Promise<void>;
  readonly mayAct: MayAct;
  readonly userAgent?: string;
}

type Params = Readonly<Record<string, string | undefined>>;

/**
 * A manager behind HTTP. One connection, one request at a time, each sent once: repeating is left
 * to the operations, which look first. Requests are POST forms, so that nothing in them ends up in
 * the logs of proxies (docs/reference/vendor-api.md, "Transport"). No redirect is followed: a form
 * with the password goes to the configured host only.
 *
 * `call` throws Fault. Certainly not carried out: upstream_unreachable (passing),
 * upstream_certificate (final), upstream_busy (passing, HTTP 429) and the fault that upstreamFault
 * makes from an error document. May have been carried out: upstream_answer_lost and
 * upstream_answer_bad, unknown for an act; a read has upstream_unreachable and upstream_answer_bad
 * instead, passing. The constructor throws Fault module_setting_bad for settings that allow no
 * request.
 */
export class HttpManager implements Manager {
  readonly #endpoint: Endpoint;
  readonly #authinfo: string;
  readonly #password: string;
  readonly #connection: HttpConnection;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #rateLimit: () => Promise<void>;
  readonly #mayAct: MayAct;
  #serverTime: Date | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: HttpManagerOptions) {
    this.#endpoint = parseEndpoint(options.url);
    this.#authinfo = authinfoOf(options.username, options.password);
    this.#password = options.password;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#rateLimit = options.rateLimit ?? (async () => {});
    this.#mayAct = options.mayAct;
    this.#connection = new HttpConnection({
      endpoint: this.#endpoint,
      ca: options.ca,
      timeoutMs: options.timeoutMs,
      connectTimeoutMs: options.connectTimeoutMs,
      maxAnswerBytes: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
      userAgent: options.userAgent ?? PROGRAM,
    });
    const added = this.#endpoint.origin.startsWith('https:') ? addedAuthorities() : [];
    if (added.length > 0)
      this.#log.warning(`certificates of ${added.join(', ')} (environment) are trusted, too`);
  }

  serverTime(): Date | null {
    return this.#serverTime;
  }

  call(func: string, params: Params, options: RequestOptions): Promise<MgrDocument> {
    const request = this.#turn.then(() => this.#logged(func, params, options));
    // the next request only waits for this one; its failure is its caller's concern
    this.#turn = request.catch(() => {});
    return request;
  }

  /** Waits for the request under way and closes the connection. */
  async close(): Promise<void> {
    await this.#turn;
    await this.#connection.close();
  }

  async #logged(func: string, params: Params, options: RequestOptions): Promise<MgrDocument> {
    await this.#rateLimit();
    // only now: the request may have waited for its turn
    if (options.kind === 'act' && options.inMaintenance !== true) this.#mayAct();
    options.permit?.check();
    const startedAt = this.#clock.now().getTime();
    const note = (outcome: string) => {
      const elapsed = this.#clock.now().getTime() - startedAt;
      this.#log.debug(
        `${this.#endpoint.host} ${func}${objectOf(params)}: ${elapsed} ms, ${outcome}`,
      );
    };
    try {
      const document = await this.#request(func, params, options);
      note('ok');
      return document;
    } catch (error) {
      const fault = toFault(error);
      note(`${fault.type} (${fault.kind})`);
      throw fault;
    }
  }

  async #request(func: string, params: Params, options: RequestOptions): Promise<MgrDocument> {
    const facts: RequestFacts = { host: this.#endpoint.host, func, kind: options.kind };
    // the parser is loaded while the answer is on its way
    const [answer, { parseAnswer }] = await Promise.all([
      this.#exchange(func, params, facts),
      import('./answer.ts'),
    ]);
    this.#serverTime = dateHeader(answer) ?? this.#serverTime;
    if (answer.status === 429) throw busy(answer, func);
    const document = readable(answer, facts, parseAnswer);
    const error = answerError(document);
    if (error !== null)
      throw refusal(withoutSecrets(error, this.#hider(params, options)), answer, facts);
    if (answer.status < 200 || answer.status > 299) throw badAnswer(`HTTP ${answer.status}`, facts);
    return document;
  }

  async #exchange(func: string, params: Params, facts: RequestFacts): Promise<HttpAnswer> {
    try {
      return await this.#connection.post(this.#form(func, params));
    } catch (error) {
      throw error instanceof ExchangeFailure ? exchangeFault(error, facts) : error;
    }
  }

  #form(func: string, params: Params): string {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(params))
      if (value !== undefined) form.set(name, value);
    form.set('func', func);
    form.set('out', 'xml');
    form.set('authinfo', this.#authinfo);
    return form.toString();
  }

  #hider(params: Params, options: RequestOptions): (text: string) => string {
    const secret = (name: string) => isSecretName(name) || options.secrets?.includes(name) === true;
    const secrets = Object.entries(params).flatMap(([name, value]) =>
      value !== undefined && secret(name) ? [value] : [],
    );
    return hiderOf([this.#authinfo, this.#password, ...secrets]);
  }
}

/**
 * The body says what happened, whatever the status (docs/reference/vendor-api.md, "Transport"),
 * except for a redirect: a front server may answer one before the manager sees the request, or the
 * manager after carrying it out, so it counts as no answer.
 */
function readable(
  answer: HttpAnswer,
  facts: RequestFacts,
  parseAnswer: (body: Uint8Array, contentType?: string) => MgrDocument,
): MgrDocument {
  const { status, body } = answer;
  if (status >= 300 && status <= 399) throw badAnswer(`a redirect, HTTP ${status}`, facts);
  const encoding = header(answer, 'content-encoding');
  if (encoding !== '' && encoding !== 'identity')
    throw badAnswer('compressed, which was not asked for', facts);
  try {
    return parseAnswer(body, header(answer, 'content-type'));
  } catch (error) {
    const reason = error instanceof AnswerUnreadable ? error.reason : 'it could not be taken in';
    throw badAnswer(
      status === 200 ? reason : `HTTP ${status}, ${reason}`,
      facts,
      `${body.length} bytes`,
    );
  }
}

/** A server error whose document is no plain refusal may have come in the middle of an act. */
function refusal(error: AnswerError, answer: HttpAnswer, facts: RequestFacts): Fault {
  const fault = upstreamFault(error, facts.func, facts.kind);
  if (answer.status < 500 || fault.type !== 'upstream_refused') return fault;
  return new AnswerFault(fault.type, fault.error, {
    object: fault.object,
    value: fault.value,
    detail: `HTTP ${answer.status}: ${fault.detail}`,
    kind: unknownOrPassing(facts.kind),
  });
}

/**
 * HTTP 429 comes before a request is processed. 503 is less certain: proxies send it for a manager
 * that died at work.
 */
function busy(answer: HttpAnswer, func: string): Fault {
  const retryAfter = bounded(header(answer, 'retry-after')).slice(0, 40);
  return new Fault('upstream_busy', {
    object: func,
    detail: retryAfter === '' ? 'HTTP 429' : `HTTP 429, Retry-After: ${retryAfter}`,
  });
}

function header(answer: HttpAnswer, name: string): string {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
}

/** The Date header in the one form that RFC 9110 lets a server write; null for anything else. */
function dateHeader(answer: HttpAnswer): Date | null {
  const text = header(answer, 'date');
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** What the request is about, for the log: ids only. */
function objectOf(params: Params): string {
  return ['elid', 'item']
    .flatMap(name =>
      params[name] === undefined ? [] : [` ${name}=${bounded(params[name]).slice(0, 80)}`],
    )
    .join('');
}
