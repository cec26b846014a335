import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { Fault } from '../base/fault.ts';
import type { RootStore } from './root-store.ts';

/**
 * The `ca` option of a TLS connection; undefined for the runtime's own choice. Throws Fault
 * `conf_bad` if `ownCa` holds no certificate.
 */
export function trustedRoots(ownCa: string | undefined, store: RootStore): string[] | undefined {
  const own = ownCa === undefined ? [] : certificatesIn(ownCa);
  if (store === 'own') return [...own];
  if (own.length === 0 && store === 'builtin') return undefined;
  const system = store === 'system' ? tls.getCACertificates('system') : [];
  return [...tls.getCACertificates('default'), ...system, ...own];
}

/**
 * TLS silently skips a PEM that it cannot read; the administrator would then look for the mistake
 * at the server.
 */
function certificatesIn(pem: string): readonly string[] {
  const certificates =
    pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const each of certificates) new X509Certificate(each);
  } catch {
    throw new Fault('conf_bad', { object: 'ca', value: 'a certificate in it cannot be read' });
  }
  if (certificates.length === 0)
    throw new Fault('conf_bad', { object: 'ca', value: 'it holds no PEM certificate' });
  return certificates;
}
