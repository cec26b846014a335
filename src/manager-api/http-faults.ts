import { Fault, type FaultKind } from '../base/fault.ts';
import type { ExchangeFailure } from './http-connection.ts';
import type { RequestOptions } from './manager.ts';
import { certificateReason } from './tls-reasons.ts';

/** What a fault of the transport is about. */
export interface RequestFacts {
  readonly host: string;
  readonly func: string;
  readonly kind: RequestOptions['kind'];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['UND_ERR_SOCKET', 'the connection was cut'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the answer was cut'],
  ['ENOTFOUND', 'there is no host of this name'],
  ['EAI_AGAIN', 'its name cannot be resolved now'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
  ['ETIMEDOUT', 'it does not answer in time'],
  ['CONNECT_TIMEOUT', 'no connection in time'],
  ['TIMEOUT', 'no answer in time'],
  ['EPROTO', 'no TLS connection'],
]);

function reasonOf(code: string): string {
  if (code.startsWith('ERR_SSL_')) return 'no TLS connection';
  if (code.startsWith('HPE_')) return 'it does not speak HTTP';
  return REASONS.get(code) ?? code;
}

/**
 * The Fault for an exchange without an answer. If no byte was sent, the request was certainly not
 * carried out: passing, or final if the certificate is wrong. Otherwise an act may have been
 * carried out.
 */
export function exchangeFault(failure: ExchangeFailure, request: RequestFacts): Fault {
  const { host, func, kind } = request;
  if (failure.code === 'TOO_LONG') return badAnswer('more than is ever sent', request);
  const untrusted = failure.sent ? undefined : certificateReason(failure.code);
  if (untrusted !== undefined) {
    return new Fault('upstream_certificate', {
      object: host,
      value: untrusted,
      detail: `${func}: ${failure.code}`,
    });
  }
  const reason = reasonOf(failure.code);
  if (failure.sent && kind === 'act') {
    return new Fault('upstream_answer_lost', {
      object: func,
      value: reason,
      detail: `${host}: ${failure.code}`,
    });
  }
  return new Fault('upstream_unreachable', {
    object: host,
    value: reason,
    detail: `${func}: ${failure.code}`,
  });
}

/** The Fault for an unusable answer: the outcome of an act is unknown, a read is repeated. */
export function badAnswer(reason: string, request: RequestFacts, detail = ''): Fault {
  return new Fault('upstream_answer_bad', {
    object: request.func,
    value: reason,
    detail: [request.host, detail].filter(Boolean).join(': '),
    kind: unknownOrPassing(request.kind),
  });
}

/** The kind of an unclear answer: an act may have happened, a read is simply repeated. */
export function unknownOrPassing(kind: RequestOptions['kind']): FaultKind {
  return kind === 'act' ? 'unknown' : 'passing';
}
