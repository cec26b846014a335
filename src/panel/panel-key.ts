import { Fault } from '../base/fault.ts';

/** The panel's path when the address names only the host. */
const DEFAULT_PATH = '/ispmgr';

/**
 * The panel's full address: a path is added if the setting has none. Throws Fault
 * panel_setting_bad, which does not repeat the address: it may hold a password.
 */
export function panelUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || url.host === '') {
    throw new Fault('panel_setting_bad', {
      object: 'url',
      value: 'it is not an address such as https://storage.example.com:1500/ispmgr',
    });
  }
  if (url.pathname === '/' || url.pathname === '') url.pathname = DEFAULT_PATH;
  return url.href;
}

/**
 * A stable name of the panel for the ledger: host and path in lower case,
 * "storage.example.com:1500/ispmgr". Names of accounts are unique in a panel, so the
 * administrator's login is not part of it.
 */
export function panelKey(url: string): string {
  const parsed = new URL(panelUrl(url));
  return `${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`.toLowerCase();
}
