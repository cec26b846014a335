import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { BillingWorld } from '../billmanager/world.ts';
import { refuseForeign } from '../folder.ts';
import type { Reach } from './program.ts';
import { type Caller, type Reply, serveCall } from './serve-call.ts';

const HOST = '127.0.0.1';
/** The interpreter and the script that stand before the words of a call. */
const HEADS = 2;

/**
 * Answers the calls of `sbin/mgrctl`. A caller says who it is by its process id; the kernel tells
 * what it was started with.
 */
export class MgrctlServer {
  readonly #world: BillingWorld;
  readonly #dir: string;
  readonly #token = randomBytes(16).toString('hex');
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** `dir`: the sandbox's folder. */
  constructor(world: BillingWorld, dir: string) {
    this.#world = world;
    this.#dir = dir;
    // a caller says all it has to say and waits
    this.#server = createServer({ allowHalfOpen: true }, socket => void this.#answer(socket));
  }

  async start(): Promise<Reach> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, HOST, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address !== 'object') throw new Error('mgrctl has no port');
    return { port: address.port, token: this.#token };
  }

  /** Calls under way get no answer. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    const gone = new AbortController();
    socket.on('close', () => {
      this.#sockets.delete(socket);
      gone.abort();
    });
    // whoever is killed leaves nothing but that
    socket.on('error', () => socket.destroy());
    const reply: Reply = {
      gone: gone.signal,
      begin: (status, message = '') => void socket.write(`${status} ${message}\n`),
      write: bytes => void socket.write(bytes),
    };
    try {
      const caller = await this.#callerOn(socket);
      if (caller) {
        refuseForeign(this.#dir);
        await serveCall(this.#world, caller, reply);
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      reply.begin(1, `mgrctl: ${text.replaceAll('\n', ' ')}`);
    }
    socket.end();
  }

  /** undefined: it does not know the token, or is no more. */
  async #callerOn(socket: Socket): Promise<Caller | undefined> {
    for await (const line of createInterface({ input: socket, terminal: false })) {
      const [token, pid, parent] = line.split(' ');
      return token === this.#token ? callerOf(Number(pid), Number(parent)) : undefined;
    }
    return undefined;
  }
}

function callerOf(pid: number, parent: number): Caller | undefined {
  const words = textsOf(pid, 'cmdline');
  const environment = textsOf(pid, 'environ').map((text): [string, string] => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  if (words.length < HEADS) return undefined;
  return {
    argv: words.slice(HEADS),
    environment: Object.fromEntries(environment),
    parent,
    isAwaited: () => parentOf(pid) === parent,
  };
}

/** Whoever has lost its own belongs to somebody else by then. */
function parentOf(pid: number): number {
  const [, , parent] = textOf(pid, 'stat').replace(/^.*\)/s, ')').split(' ');
  return Number(parent);
}

/** Each has a NUL behind it. */
const textsOf = (pid: number, file: string): string[] => textOf(pid, file).split('\0').slice(0, -1);

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // it has ended meanwhile
    return '';
  }
}
