import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { amount, type FaultAction, passes } from '../faults/actions.ts';
import { spoilDocument } from '../faults/document.ts';
import { type Answer, send } from '../faults/http.ts';
import { killOurs, peerPid } from '../faults/kill.ts';
import { takeFaults } from '../faults/rules.ts';
import type { El } from '../store/document.ts';
import { enveloped } from '../store/envelope.ts';
import { errorDocument, PanelError } from '../store/panel-error.ts';
import { CONTENT_TYPES, outputFormat, serialize } from '../store/serialize.ts';
import { setFilter } from './list.ts';
import { RateLimit } from './rate-limit.ts';
import { readRequest, type UpstreamRequest } from './request.ts';
import { type Site, upstreamSite } from './site.ts';
import type { UpstreamWorld } from './world.ts';

const HOST = '127.0.0.1';
const REFUSE_MS = 1500;
/** How often the settings are looked at for `listening`. */
const LISTENING_POLL_MS = 50;

export interface ServerOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** PEM texts; without them plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/**
 * The stand-in upstream behind HTTP. Every call is one transaction on the store and one line of its
 * call log.
 */
export class UpstreamServer {
  private readonly world: UpstreamWorld;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly sites: Readonly<Partial<Record<UpstreamRequest['place'], Site>>>;
  private readonly scheme: string;
  private listening = false;
  private port = 0;
  private poll: NodeJS.Timeout | undefined;
  private refuseUntil = 0;

  constructor(world: UpstreamWorld, options: ServerOptions = {}, panel?: Site) {
    this.world = world;
    this.sites = { upstream: upstreamSite(world, new RateLimit()), ...(panel && { panel }) };
    this.port = options.port ?? 0;
    this.scheme = options.tls ? 'https' : 'http';
    const handle = (request: IncomingMessage, response: ServerResponse): void =>
      void this.handle(request, response);
    this.server = options.tls ? createHttps({ ...options.tls }, handle) : createHttp(handle);
    // an idle connection that the server closes under a client's next request is a fault that
    // nobody asked for
    this.server.keepAliveTimeout = 120_000;
    this.server.requestTimeout = 0;
    for (const event of ['connection', 'secureConnection'] as const) {
      this.server.on(event, (socket: Socket) => this.keep(socket));
    }
  }

  get url(): string {
    return `${this.scheme}://${HOST}:${this.port}/billmgr`;
  }

  async start(): Promise<void> {
    await this.listen();
    // it keeps the process alive while no connection is accepted
    this.poll = setInterval(() => void this.followUntilHeard(), LISTENING_POLL_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.poll);
    await this.unlisten();
  }

  /** From now on connections are refused or accepted again. */
  async setListening(on: boolean): Promise<void> {
    this.world.settings.set('listening', on ? 'on' : 'off');
    await this.followSettings();
  }

  /** A port that somebody else has taken meanwhile is tried again. */
  private async followUntilHeard(): Promise<void> {
    try {
      await this.followSettings();
    } catch (error) {
      process.stderr.write(`sandbox upstream: ${String(error)}\n`);
    }
  }

  private async followSettings(): Promise<void> {
    const wanted = this.world.settings.get('listening') === 'on' && Date.now() >= this.refuseUntil;
    if (wanted === this.listening) return;
    await (wanted ? this.listen() : this.unlisten());
  }

  private listen(): Promise<void> {
    this.listening = true;
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        this.listening = false;
        reject(error);
      };
      this.server.once('error', failed);
      this.server.listen(this.port, HOST, () => {
        this.server.off('error', failed);
        const address = this.server.address();
        if (address !== null && typeof address === 'object') this.port = address.port;
        resolve();
      });
    });
  }

  private unlisten(): Promise<void> {
    this.listening = false;
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(message);
      const site = request && this.sites[request.place];
      if (!request || !site) {
        response
          .writeHead(404, { 'Content-Type': 'text/html' })
          .end('<html><body>404 Not Found</body></html>');
        return;
      }
      await this.serve(site, request, message, response);
    } catch (error) {
      // a client that went away ends its own request; anything else is a defect and must be seen
      if (!message.destroyed || message.complete)
        process.stderr.write(`sandbox upstream: ${String(error)}\n`);
      message.socket.destroy();
    }
  }

  private async serve(
    site: Site,
    request: UpstreamRequest,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const call = this.logCall(site, request);
    const actions = takeFaults(site.store, site.side, request.func, request.params);
    logFault(site, call, actions);
    for (const action of actions) await this.prelude(request, action);
    const fault = actions.find(action => !passes(action));
    if (fault?.phase === 'before' && (await this.cutOff(site, call, fault, message))) return;

    const skipped = fault?.phase === 'before';
    let document = skipped ? refusal(site, request, fault) : processed(site, call, request);
    for (const action of actions) document = spoilDocument(document, action);
    if (!skipped) logOutcome(site, call, outcomeOf(document));
    if (fault?.phase === 'after' && (await this.cutOff(site, call, fault, message))) return;
    const refused = fault?.phase === 'after' && fault.kind === 'error';
    const shown = refused ? refusal(site, request, fault) : document;
    await send(response, this.answer(site, request, shown), fault);
  }

  /** What happens before the call without ending it. */
  private async prelude(request: UpstreamRequest, action: FaultAction): Promise<void> {
    if (action.kind === 'delay') await sleep(amount(action, 0));
    if (action.kind !== 'filter') return;
    const itemtype = request.func.split('.')[0] ?? '';
    const list = itemtype === 'software' ? 'soft' : itemtype;
    setFilter(
      this.world,
      this.world.settings.get('username'),
      list,
      new URLSearchParams(action.argument),
    );
  }

  /** Faults that leave the client without an answer. False for the others. */
  private async cutOff(
    site: Site,
    call: number,
    action: FaultAction,
    message: IncomingMessage,
  ): Promise<boolean> {
    const { socket } = message;
    if (action.kind === 'hang') return true;
    if (action.kind === 'reset') socket.resetAndDestroy();
    else if (action.kind === 'refuse') {
      this.refuseUntil = Date.now() + amount(action, REFUSE_MS);
      await this.unlisten();
    } else if (action.kind === 'kill') {
      const further = this.world.settings.get('killable').split(' ');
      const pid = peerPid(socket.remotePort ?? 0, this.port, further);
      const killed = pid !== undefined && killOurs(pid, further);
      if (!killed) logOutcome(site, call, 'kill: the client is no process of ours');
      socket.destroy();
    } else return false;
    return true;
  }

  private answer(site: Site, request: UpstreamRequest, document: El): Answer {
    const format = outputFormat(request.out ?? '') ?? 'xml';
    const headers = {
      'Content-Type': CONTENT_TYPES[format],
      Date: this.world.clock.now().toUTCString(),
    };
    const whole = enveloped(document, {
      ...{ func: request.func, lang: langOf(request), binary: site.binary },
      echo: site.echoes() ? request.given : null,
    });
    return { status: 200, headers, body: Buffer.from(serialize(whole, format)) };
  }

  private logCall(site: Site, request: UpstreamRequest): number {
    return site.store.insert('calls', {
      time: this.world.clock.now().toISOString(),
      user: request.authinfo?.split(':')[0] ?? '',
      func: request.func,
      params: JSON.stringify(site.loggedParams(request.params)),
      method: request.method,
      secret_in_url: request.authInUrl ? 1 : 0,
      outcome: '',
      fault: '',
    });
  }
}

function processed(site: Site, call: number, request: UpstreamRequest): El {
  try {
    return site.answer(call, request);
  } catch (error) {
    if (error instanceof PanelError) return errorOf(site, request, error);
    throw error;
  }
}

function errorOf(site: Site, request: UpstreamRequest, error: PanelError): El {
  const user = request.authinfo?.split(':')[0] ?? '';
  return errorDocument(error, { func: request.func, user, level: site.level }, langOf(request));
}

const langOf = (request: UpstreamRequest): string => request.given.get('lang') ?? 'en';

function logFault(site: Site, call: number, actions: readonly FaultAction[]): void {
  if (actions.length === 0) return;
  const text = actions.map(each => `${each.kind}-${each.phase}`).join(' ');
  site.store.update('calls', call, { fault: text });
}

function logOutcome(site: Site, call: number, outcome: string): void {
  site.store.update('calls', call, { outcome });
}

/**
 * The error document of an `error:TYPE[:OBJECT]` fault; an empty one stands for what another fault
 * spoils anyway.
 */
function refusal(site: Site, request: UpstreamRequest, action: FaultAction): El {
  if (action.kind !== 'error') return { name: 'doc', attributes: {}, text: '', children: [] };
  const [type = 'unknown', object = ''] = action.argument.split(':');
  return errorOf(site, request, new PanelError(type || 'unknown', object));
}

function outcomeOf(document: El): string {
  const error = document.children.find(each => each.name === 'error');
  return error ? `error:${error.attributes['type']}:${error.attributes['object']}` : 'ok';
}
