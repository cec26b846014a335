import type { Server } from 'node:net';

/** Connections in all; a client beyond them waits in the kernel's queue. */
const MOST_CONNECTIONS = 4096;
/** A browser opens six, a panel one. */
const MOST_OF_ONE_ADDRESS = 128;

/**
 * Keeps one address from taking all connections. Trusted proxies carry many clients and are not
 * counted.
 */
export function limitConnections(server: Server, isProxy: (address: string) => boolean): void {
  const open = new Map<string, number>();
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', socket => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > MOST_OF_ONE_ADDRESS) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}
