import type { IncomingHttpHeaders } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Log } from '../base/log.ts';
import type { FullConf } from '../conf/conf.ts';
import { serializeXml } from '../mgr/xml-build.ts';
import type { AccessLog } from './access-log.ts';
import { isBuyLink } from './buy-link.ts';
import type { Buyer } from './buyer.ts';
import { clientLanguage } from './client-language.ts';
import { limitConnections } from './connection-limit.ts';
import { landing } from './landing.ts';
import { AddressLimit } from './limits.ts';
import { PAGE_HEADERS, renderPage } from './page.ts';
import type { PageName } from './page-texts.ts';
import { isKnown, type Prepared, takesGzip } from './prepared.ts';
import { asJson, CONTENT_TYPES, errorDocument, type Format, isFormat } from './price-document.ts';
import type { PriceList } from './price-list.ts';
import { clientAddress, proxyTest } from './proxies.ts';
import { parseQuery, type Query } from './query.ts';
import { refuseConnection } from './refuse-connection.ts';

export interface GatewayParts {
  readonly prices: PriceList;
  readonly buyer: Buyer;
  /** The conf as it is now. */
  conf(): Promise<FullConf>;
  /** What holds as long as the server runs. */
  readonly fixed: {
    readonly limit: number;
    readonly trustedProxies: readonly string[];
    /** PEM texts; undefined for plain HTTP. */
    readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  };
  readonly access: AccessLog;
  readonly log: Log;
}

/** A manager answers under both (upstream-api.md, "Transport"). */
const PATHS = ['/billmgr', '/manager/billmgr'] as const;
const LONGEST_URL = 2048;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_BODY_BYTES = 1024;
/** A whole request must have come after so long: slow ones are attacks or lost connections. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than a proxy keeps its idle connections, so that it is the one to close them. */
const KEEP_ALIVE_MS = 65_000;

const FORM = 'application/x-www-form-urlencoded';

type Raw = { Querystring: { readonly raw: string } };

/** The partner gateway's HTTP server: price list, Buy landing, health. Not yet listening. */
export function gatewayServer(parts: GatewayParts): FastifyInstance {
  const { fixed } = parts;
  const isProxy = proxyTest(fixed.trustedProxies);
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: 1000,
  };
  const options = {
    // the price list's handler reads the query by itself, and mostly not at all
    routerOptions: { querystringParser: (raw: string) => ({ raw }) },
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: REQUEST_TIMEOUT_MS + KEEP_ALIVE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void sendPage(parts, request, reply, 400, 'badRequest'),
  } as const;
  const app: FastifyInstance =
    fixed.tls === undefined
      ? fastify({ ...options, http: limits })
      : fastify({ ...options, https: { ...limits, ...fixed.tls, minVersion: 'TLSv1.2' } });
  limitConnections(app.server, isProxy);
  guard(app, parts, isProxy);
  // a manager takes its parameters as a form too; any other body is read up to the limit and dropped
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, ''));
  for (const path of PATHS) {
    app.get<Raw>(path, (request, reply) => {
      const known = parts.prices.current?.answers.known(request.query.raw);
      // nearly every request ends here: nothing may be done for it that the others need
      if (known) return sendPrepared(request.headers, reply, known);
      return answerManager(parts, request, request.query.raw, reply);
    });
    app.post<Raw & { Body: string }>(path, (request, reply) =>
      answerManager(parts, request, `${request.query.raw}&${request.body ?? ''}`, reply),
    );
  }
  app.get('/health', (_request, reply) => health(parts, reply));
  app.get('/robots.txt', (_request, reply) => {
    reply.type('text/plain; charset=UTF-8').send('User-agent: *\nDisallow: /\n');
  });
  return app;
}

/** What holds for every request: limits, the access log, and answers to what cannot be answered. */
function guard(app: FastifyInstance, parts: GatewayParts, isProxy: (address: string) => boolean): void {
  const limit = new AddressLimit(parts.fixed.limit);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.url !== '/health' && !limit.take(clientAddress(request.raw, isProxy))) {
      reply.header('retry-after', '60');
      void sendPage(parts, request, reply, 429, 'tooMany');
    } else if ((request.raw.url?.length ?? 0) > LONGEST_URL) {
      void sendPage(parts, request, reply, 414, 'badRequest');
    } else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    parts.access.add({
      address: clientAddress(request.raw, isProxy),
      method: request.method,
      url: request.raw.url ?? '',
      status: reply.statusCode,
      bytes: Number(reply.raw.getHeader('content-length') ?? 0),
      milliseconds: reply.elapsedTime,
    });
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    const isOurs = PATHS.some(each => each === path) || path === '/health';
    if (isOurs) reply.header('allow', 'GET, HEAD, POST');
    return sendPage(parts, request, reply, isOurs ? 405 : 404, isOurs ? 'badRequest' : 'notFound');
  });
  app.setErrorHandler((error: { statusCode?: number; message?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) parts.log.error(`gateway: ${request.method} failed: ${error.message ?? ''}`);
    return sendPage(parts, request, reply, status, status >= 500 ? 'notNow' : 'badRequest');
  });
}

async function answerManager(
  parts: GatewayParts,
  request: FastifyRequest,
  raw: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = parseQuery(raw);
  if (query.get('func') === undefined && isBuyLink(query)) return land(parts, request, query, reply);
  return answerFunction(parts, request, query, reply);
}

async function answerFunction(
  parts: GatewayParts,
  request: FastifyRequest,
  query: Query,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const func = query.get('func') ?? '';
  if (func === '') return sendPage(parts, request, reply, 404, 'notFound');
  const out = query.get('out') ?? 'xml';
  const format: Format = isFormat(out) ? out : 'xml';
  if (query.ambiguous || !isFormat(out))
    return sendError(reply, 400, format, ['value', query.ambiguous ? 'query' : 'out']);
  if (func !== 'pricelist.export') return sendError(reply, 404, format, ['missed', 'func']);
  const prices = await parts.prices.first();
  if (!prices) {
    reply.header('retry-after', '30');
    return sendError(reply, 503, format, ['client', 'pricelist']);
  }
  return sendPrepared(request.headers, reply, prices.answers.answer(query, format));
}

async function land(
  parts: GatewayParts,
  request: FastifyRequest,
  query: Query,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (request.method !== 'GET') {
    reply.header('allow', 'GET');
    return sendPage(parts, request, reply, 405, 'badRequest');
  }
  const { gateway } = await parts.conf();
  const found = await landing(
    { query, headers: request.headers },
    { gateway, prices: await parts.prices.first(), buyer: parts.buyer },
  );
  reply.headers(PAGE_HEADERS);
  if (found.kind === 'redirect') return reply.code(302).header('location', found.location).send('');
  return reply.code(found.status).send(found.html);
}

/** Writes ready bytes with ready headers, past the steps that an answer still to be made goes through. */
function sendPrepared(
  headers: IncomingHttpHeaders,
  reply: FastifyReply,
  { plain, packed }: Prepared,
): FastifyReply {
  const sent = packed !== null && takesGzip(headers['accept-encoding']) ? packed : plain;
  reply.hijack();
  if (isKnown(headers['if-none-match'], sent.etag)) {
    reply.raw.writeHead(304, sent.headersOfKnown).end();
  } else {
    reply.raw.writeHead(200, sent.headers);
    if (reply.request.method === 'HEAD') reply.raw.end();
    else reply.raw.end(sent.body, sent.encoding);
  }
  return reply;
}

function sendError(
  reply: FastifyReply,
  status: number,
  format: Format,
  [type, object]: readonly [string, string],
): FastifyReply {
  const document = errorDocument(type, object, ERRORS[status] ?? '');
  const text = format === 'xml' ? `${serializeXml(document)}\n` : asJson(document, format);
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', CONTENT_TYPES[format])
    .send(text);
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'A parameter has a value that is not allowed',
  404: 'There is no such function here: pricelist.export is the only one',
  503: 'The price list is not known yet, ask again in a minute',
};

async function sendPage(
  parts: GatewayParts,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  name: PageName,
): Promise<FastifyReply> {
  const { gateway } = await parts.conf();
  const language = clientLanguage(gateway.language, request.headers['accept-language']);
  reply.code(status).headers(PAGE_HEADERS);
  return reply.send(renderPage(name, { language, contact: gateway.contact }));
}

/** For a monitor: are there prices, and are they fresh? */
function health({ prices }: GatewayParts, reply: FastifyReply): FastifyReply {
  const { current } = prices;
  const status = current === null ? 'starting' : current.stale ? 'stale' : 'ok';
  return reply
    .code(current === null ? 503 : 200)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=UTF-8')
    .send(JSON.stringify({ status, prices: current?.readAt.toISOString() ?? null }));
}
