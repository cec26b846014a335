import { Fault } from '../base/fault.ts';

/**
 * A stable name of the upstream account that pays, for the ledger and its locks: host, path and
 * user in lower case, "api.example.com/billmgr reseller@example.com". Scheme, query and any
 * credentials in the address stay out. Throws argument_bad (final), which does not repeat the text,
 * for anything that is no address.
 */
export function upstreamAccount(url: string, username: string): string {
  const trimmed = url.trim();
  const parsed = URL.parse(
    /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`,
  );
  if (parsed === null || parsed.host === '') throw new Fault('argument_bad', { object: 'url' });
  const path = parsed.pathname.replace(/\/+$/, '');
  return `${parsed.host}${path} ${username.trim()}`.toLowerCase();
}
