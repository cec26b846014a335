import type { FastifyReply, FastifyRequest } from 'fastify';
import { serializeXml } from '../../manager-api/xml-build.ts';
import { isBuyLink } from './buy-link.ts';
import { clientLanguage } from './client-language.ts';
import { landing } from './landing.ts';
import { PAGE_HEADERS, renderPage } from './page.ts';
import type { GatewayParts } from './page-parts.ts';
import type { PageName } from './page-texts.ts';
import { isKnown, type Prepared, takesGzip } from './prepared.ts';
import { asJson, CONTENT_TYPES, errorDocument, type Format, isFormat } from './price-document.ts';
import { parseQuery, type Query } from './query.ts';

/**
 * Answers what a panel or a browser asks at a manager's address: a function, or a "Buy" click.
 * `raw`: the query and, of a form, its body.
 */
export async function answerManager(
  parts: GatewayParts,
  request: FastifyRequest,
  raw: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = parseQuery(raw);
  if (query.get('func') === undefined && isBuyLink(query))
    return land(parts, request, query, reply);
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
  return sendPrepared(parts, request, reply, prices.answers.answer(query, format));
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
    { ...parts, gateway, prices: await parts.prices.first() },
  );
  reply.headers(PAGE_HEADERS);
  if (found.kind === 'redirect') return reply.code(302).header('location', found.location).send('');
  return reply.code(found.status).send(found.html);
}

/** Writes ready bytes with ready headers, bypassing the steps and hooks for other answers. */
export function sendPrepared(
  parts: GatewayParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { plain, packed }: Prepared,
): FastifyReply {
  const { headers } = request;
  const sent = packed !== null && takesGzip(headers['accept-encoding']) ? packed : plain;
  const status = isKnown(headers['if-none-match'], sent.etag) ? 304 : 200;
  reply.hijack();
  reply.raw.writeHead(status, status === 304 ? sent.headersOfKnown : sent.headers);
  if (status === 304 || request.method === 'HEAD') reply.raw.end();
  else reply.raw.end(sent.body, sent.encoding);
  noteAccess(parts, request, status, status === 304 ? 0 : sent.length);
  return reply;
}

export function noteAccess(
  parts: GatewayParts,
  request: FastifyRequest,
  status: number,
  bytes: number,
): void {
  parts.access.add({
    address: request.client,
    method: request.method,
    url: request.raw.url ?? '',
    status,
    bytes,
    milliseconds: performance.now() - request.began,
  });
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

export async function sendPage(
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
export function sendHealth({ prices }: GatewayParts, reply: FastifyReply): FastifyReply {
  const { current } = prices;
  const status = current === null ? 'starting' : current.stale ? 'stale' : 'ok';
  return reply
    .code(current === null ? 503 : 200)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=UTF-8')
    .send(JSON.stringify({ status, prices: current?.readAt.toISOString() ?? null }));
}
