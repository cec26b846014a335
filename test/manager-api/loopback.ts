import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { KeyPair } from './certificates.ts';

/** One request as a test server took it in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

export interface Loopback {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

type Reply = (response: http.ServerResponse, request: SeenRequest) => void;

/**
 * A real HTTP server (HTTPS with a key pair) that reads each form to its end and then does what the
 * test says.
 */
export async function listen(reply: Reply, pair?: KeyPair): Promise<Loopback> {
  const requests: SeenRequest[] = [];
  const handler: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        form: new URLSearchParams(Buffer.concat(chunks).toString()),
      };
      requests.push(seen);
      reply(response, seen);
    });
  };
  const server = pair ? https.createServer({ ...pair }, handler) : http.createServer(handler);
  const opened = await start(server);
  return {
    ...opened,
    requests,
    url: `${pair ? 'https' : 'http'}://127.0.0.1:${opened.port}/billmgr`,
  };
}

/** A bare TCP server, for what no HTTP server would do. */
export async function listenRaw(onSocket: (socket: Socket) => void): Promise<Loopback> {
  const server = net.createServer(socket => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  const opened = await start(server);
  return { ...opened, requests: [], url: `http://127.0.0.1:${opened.port}/billmgr` };
}

async function start(
  server: net.Server,
): Promise<Pick<Loopback, 'port' | 'connections' | 'close'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Answers with a body, 200 and XML unless told otherwise. */
export function send(
  body: string | Uint8Array,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
): Reply {
  return response => {
    response.writeHead(status, { 'content-type': 'text/xml', ...headers });
    response.end(body);
  };
}
