/**
 * Loads what a manager at this address is spoken to with, TLS only where it is needed: it takes as long as all the rest of HTTP. An
 * address that is not known yet is taken for an https one, as nearly all are.
 */
export function loadTransport(
  url: string,
): Promise<typeof import('node:http') | typeof import('node:https')> {
  return url.trim().toLowerCase().startsWith('http:') ? import('node:http') : import('node:https');
}
