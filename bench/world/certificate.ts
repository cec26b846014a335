import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface KeyPairFiles {
  readonly key: string;
  readonly cert: string;
}

/**
 * Makes a key and a certificate for 127.0.0.1 in a folder; null where openssl is missing. RSA, as
 * public servers mostly have.
 */
export function makeCertificate(folder: string): KeyPairFiles | null {
  const key = join(folder, 'upstream.key');
  const cert = join(folder, 'upstream.crt');
  const subject = [
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-days',
    '2',
  ];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
      {
        stdio: 'pipe',
      },
    );
  } catch {
    return null;
  }
  return { key, cert };
}
