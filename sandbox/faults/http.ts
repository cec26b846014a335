import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { amount, type FaultAction } from './actions.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const BYTE_PAUSE_MS = 20;
const HUGE_BYTES = 64 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, ' ');
/** "Привет" in windows-1251: no UTF-8. */
const GARBAGE = Buffer.from('cff0e8e2e5f2', 'hex');

const HTML_502 = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`;
const FOREIGN_FORM =
  '<doc><id>999999999</id><name>Somebody else</name><status>2</status><expiredate>2099-01-01</expiredate></doc>';
const FOREIGN_FEED =
  '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>';

/**
 * The answer that a fault makes of a good one; faults that are no matter of the answer's text leave
 * it alone.
 */
export function spoil(answer: Answer, action: FaultAction): Answer {
  const { body } = answer;
  switch (action.kind) {
    case 'html502':
      return { status: 502, headers: { 'Content-Type': 'text/html' }, body: Buffer.from(HTML_502) };
    case 'empty':
      return { ...answer, body: Buffer.alloc(0) };
    case 'cut':
      return { ...answer, body: body.subarray(0, Math.floor(body.length * 0.6)) };
    case 'raw':
      return { ...answer, body: Buffer.from(action.argument) };
    case 'other-document':
      return {
        ...answer,
        body: Buffer.from(action.argument === 'form' ? FOREIGN_FORM : FOREIGN_FEED),
      };
    case 'redirect':
      return {
        status: 302,
        headers: { Location: action.argument || '/elsewhere' },
        body: Buffer.alloc(0),
      };
    case 'charset':
      return wrongCharset(answer, action.argument);
    default:
      return answer;
  }
}

function wrongCharset(answer: Answer, name: string): Answer {
  const text = answer.body.toString('utf8');
  if (name !== '') {
    const type = answer.headers['Content-Type']?.replace(/charset=.*/, `charset=${name}`) ?? '';
    const body = Buffer.from(text.replace('encoding="UTF-8"', `encoding="${name}"`));
    return { ...answer, headers: { ...answer.headers, 'Content-Type': type }, body };
  }
  const end = text.lastIndexOf('</doc>');
  if (end < 0) return { ...answer, body: Buffer.concat([answer.body, GARBAGE]) };
  const parts = [text.slice(0, end), '<note>', GARBAGE, '</note>', text.slice(end)];
  return { ...answer, body: Buffer.concat(parts.map(part => Buffer.from(part))) };
}

/** Sends an answer, the way it travels spoilt if the fault is one of the way. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  action?: FaultAction,
): Promise<void> {
  const { status, headers, body } = action ? spoil(answer, action) : answer;
  if (action?.kind === 'huge') {
    await sendHuge(response, headers, amount(action, HUGE_BYTES));
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
  if (action?.kind === 'slow') await sendSlowly(response, body, amount(action, BYTE_PAUSE_MS));
  response.end(action?.kind === 'slow' ? undefined : body);
}

async function sendSlowly(response: ServerResponse, body: Buffer, pause: number): Promise<void> {
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await sleep(pause);
  }
}

async function sendHuge(
  response: ServerResponse,
  headers: Answer['headers'],
  bytes: number,
): Promise<void> {
  response.writeHead(200, headers);
  response.write('<doc>');
  for (let sent = 0; sent < bytes && !response.destroyed; sent += CHUNK.length) {
    if (!response.write(CHUNK)) await drained(response);
  }
  response.end('</doc>');
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const over = (): void => {
      response.off('drain', over).off('close', over);
      resolve();
    };
    response.on('drain', over).on('close', over);
  });
}
