import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerManager, noteAccess, sendHealth, sendPage, sendPrepared } from './answers.ts';
import { limitConnections } from './connection-limit.ts';
import { AddressLimit } from './limits.ts';
import type { GatewayParts } from './page-parts.ts';
import { clientAddress, proxyTest } from './proxies.ts';
import { refuseConnection } from './refuse-connection.ts';

/** A manager answers under both (docs/reference/vendor-api.md, "Transport"). */
const PATHS = ['/billmgr', '/manager/billmgr'] as const;
const FORM = 'application/x-www-form-urlencoded';
const LONGEST_URL = 2048;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_BODY_BYTES = 1024;
/** How long a whole request may take to arrive: slower ones are attacks or lost connections. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than a proxy keeps its idle connections, so that it is the one to close them. */
const KEEP_ALIVE_MS = 65_000;

type Raw = { Querystring: { readonly raw: string } };

/**
 * The partner gateway's HTTP server: price list, Buy landing, health. Not yet listening. Throws
 * Node's error for a bad certificate.
 */
export function gatewayServer(parts: GatewayParts): FastifyInstance {
  const isProxy = proxyTest(parts.fixed.trustedProxies);
  const app = emptyServer(parts);
  limitConnections(app.server, isProxy);
  guard(app, parts, isProxy);
  // a manager takes its parameters as a form too; any other body is read up to the limit and
  // dropped
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, ''));
  for (const path of PATHS) {
    app.get<Raw>(path, (request, reply) => {
      const known = parts.prices.current?.answers.known(request.query.raw);
      // nearly every request ends here: nothing may be done for it that only the others need
      if (known) return sendPrepared(parts, request, reply, known);
      return answerManager(parts, request, request.query.raw, reply);
    });
    app.post<Raw & { Body: string }>(path, (request, reply) =>
      answerManager(parts, request, `${request.query.raw}&${request.body ?? ''}`, reply),
    );
  }
  app.get('/health', (_request, reply) => sendHealth(parts, reply));
  app.get('/robots.txt', (_request, reply) => {
    reply.type('text/plain; charset=UTF-8').send('User-agent: *\nDisallow: /\n');
  });
  return app;
}

function emptyServer(parts: GatewayParts): FastifyInstance {
  const { tls } = parts.fixed;
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
  return tls === undefined
    ? fastify({ ...options, http: limits })
    : fastify({ ...options, https: { ...limits, ...tls, minVersion: 'TLSv1.2' } });
}

/** What holds for every request: limits, the access log, and answers to what cannot be answered. */
function guard(
  app: FastifyInstance,
  parts: GatewayParts,
  isProxy: (address: string) => boolean,
): void {
  const limit = new AddressLimit(parts.fixed.limit);
  app.decorateRequest('client', '');
  app.decorateRequest('began', 0);
  app.addHook('onRequest', (request, reply, done) => {
    const url = request.raw.url ?? '';
    request.began = performance.now();
    request.client = clientAddress(request.raw, isProxy);
    if (!limit.take(request.client, request.began) && url !== '/health') {
      reply.header('retry-after', '60');
      void sendPage(parts, request, reply, 429, 'tooMany');
    } else if (url.length > LONGEST_URL) void sendPage(parts, request, reply, 414, 'badRequest');
    else done();
  });
  let closing = false;
  app.addHook('preClose', done => {
    closing = true;
    done();
  });
  // prepared answers do not come by here: they note themselves
  app.addHook('onSend', (request, reply, payload, done) => {
    // a request that began before closing would leave a connection open for ever
    if (closing) reply.header('connection', 'close');
    const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : 0;
    noteAccess(parts, request, reply.statusCode, bytes);
    done(null, payload);
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
