import type { IncomingMessage } from 'node:http';
import { PanelError } from '../store/panel-error.ts';
import type { UpstreamWorld } from './world.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const PLACES: ReadonlyMap<string, 'upstream' | 'panel'> = new Map([
  ['/billmgr', 'upstream'],
  ['/manager/billmgr', 'upstream'],
  ['/ispmgr', 'panel'],
]);

export interface UpstreamRequest {
  /** Which of the two managers behind the server is meant. */
  readonly place: 'upstream' | 'panel';
  readonly method: string;
  readonly func: string;
  readonly out: string | undefined;
  readonly authinfo: string | undefined;
  /** The login stood in the URL, where logs keep it. */
  readonly authInUrl: boolean;
  /** Everything but the login and what is about the answer. */
  readonly params: ReadonlyMap<string, string>;
  /** Everything that came. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Reads GET or a form-encoded POST; undefined for another address (docs/reference/vendor-api.md,
 * "Transport").
 */
export async function readRequest(message: IncomingMessage): Promise<UpstreamRequest | undefined> {
  const url = new URL(message.url ?? '/', 'http://sandbox');
  const body = message.method === 'POST' ? await readBody(message) : '';
  const place = PLACES.get(url.pathname);
  if (place === undefined) return undefined;
  const params = new Map(url.searchParams);
  const authInUrl = params.has('authinfo');
  for (const [name, value] of new URLSearchParams(body)) params.set(name, value);
  const request = {
    place,
    method: message.method ?? '',
    func: params.get('func') ?? '',
    out: params.get('out'),
    authinfo: params.get('authinfo'),
    authInUrl,
    given: new Map(params),
  };
  for (const name of ['func', 'out', 'authinfo', 'lang']) params.delete(name);
  return { ...request, params };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The user of a login; the public price list is told without one. Throws PanelError `auth`. */
export function requireUser(
  world: UpstreamWorld,
  request: Pick<UpstreamRequest, 'authinfo' | 'func'>,
): string {
  const { authinfo } = request;
  if (authinfo === undefined && request.func === 'pricelist.export') return '';
  const colon = authinfo?.indexOf(':') ?? -1;
  const name = authinfo?.slice(0, colon) ?? '';
  const right =
    name === world.settings.get('username') &&
    authinfo?.slice(colon + 1) === world.settings.get('password');
  if (colon < 0 || !right) throw new PanelError('auth', 'badpassword');
  return name;
}
