import type { Store } from '../store/store.ts';

/** Every limit that this panel knows; '' is "no limit". */
export const LIMITS: readonly string[] = [
  'limit_quota',
  'limit_traff',
  'limit_webdomains',
  'limit_domains',
  'limit_emaildomains',
  'limit_db',
  'limit_emails',
  'limit_ftp_users',
  'limit_cpu',
  'limit_memory',
];

/** The templates of a fresh panel; the first is the article's. */
const PRESETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Site hosting': { limit_db: '25', limit_domains: '25' },
  'Web hosting': { limit_webdomains: '3', limit_emaildomains: '3', limit_domains: '5' },
  'Mail only': { limit_webdomains: '0', limit_emaildomains: '1' },
  'FTP storage': {
    limit_db: '0',
    limit_webdomains: '0',
    limit_domains: '0',
    limit_ftp_users: '1',
    limit_quota: '1024',
  },
};

/** What a fresh panel has: its templates and a reseller. */
export function fillPanel(
  store: Store,
  reseller: { readonly name: string; readonly password: string },
): void {
  if (store.get('SELECT 1 FROM presets LIMIT 1')) return;
  store.transaction(() => {
    for (const [name, limits] of Object.entries(PRESETS)) {
      store.insert('presets', { name, limits: JSON.stringify(limits) });
    }
    store.insert('users', {
      name: reseller.name,
      passwd: reseller.password,
      level: 20,
      fullname: 'A reseller',
      preset: '',
      active: 1,
      disk_used: 0,
      limits: '{}',
    });
  });
}
