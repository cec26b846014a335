import { connect } from 'node:net';

/**
 * A load generator of its own process: `node load.ts PORT PATH CONNECTIONS SECONDS`. Each
 * connection sends its next request when the answer to the last one is whole. Prints one line of
 * JSON.
 */
const [port = '', path = '', connections = '', seconds = ''] = process.argv.slice(2);
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

const latencies: number[] = [];
let failed = 0;
let running = true;

await Promise.all(Array.from({ length: Number(connections) }, openConnection));
latencies.sort((a, b) => a - b);
const at = (part: number): number => latencies[Math.floor((latencies.length - 1) * part)] ?? 0;
console.log(
  JSON.stringify({
    rate: latencies.length / Number(seconds),
    p50: at(0.5),
    p99: at(0.99),
    worst: at(1),
    failed,
  }),
);

function openConnection(): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(Number(port), '127.0.0.1');
    let sent = 0;
    let missing = -1;
    let head: Buffer = Buffer.alloc(0);
    const send = (): void => {
      sent = performance.now();
      missing = -1;
      socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on('connect', () => {
      setTimeout(() => {
        running = false;
      }, Number(seconds) * 1000);
      send();
    });
    socket.on('data', (chunk: Buffer<ArrayBuffer>) => {
      if (missing < 0) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf(END_OF_HEAD);
        if (end < 0) return;
        const text = head.toString('latin1', 0, end);
        if (!text.startsWith('HTTP/1.1 200')) failed += 1;
        missing = Number(LENGTH.exec(text)?.[1] ?? 0) - (head.length - end - END_OF_HEAD.length);
        head = Buffer.alloc(0);
      } else missing -= chunk.length;
      if (missing > 0) return;
      latencies.push(performance.now() - sent);
      if (running) send();
      else socket.end();
    });
    socket.on('error', () => {
      failed += 1;
      socket.destroy();
    });
    socket.on('close', () => resolve());
  });
}
