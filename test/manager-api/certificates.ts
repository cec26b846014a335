import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** PEM of the test authority that signed the others. */
  readonly ca: string;
  readonly good: KeyPair;
  readonly expired: KeyPair;
  readonly otherHost: KeyPair;
  readonly selfSigned: KeyPair;
}

const HERE = 'subjectAltName=DNS:localhost,IP:127.0.0.1';

/** Makes an authority of our own and the certificates that a server may have, good and bad. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'mgr-certificates-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const pair = (name: string): KeyPair => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    cert: readFileSync(join(folder, `${name}.crt`), 'utf8'),
  });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSigned = (name: string, subject: string, extension: string) =>
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-days',
      '2',
      '-subj',
      subject,
      '-addext',
      extension,
    );
  const signed = (name: string, days: string, extension: string) => {
    openssl(
      'req',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    );
    writeFileSync(join(folder, `${name}.ext`), extension);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      days,
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.crt`,
    );
  };
  try {
    selfSigned('ca', '/CN=Test authority', 'keyUsage=keyCertSign');
    selfSigned('own', '/CN=localhost', HERE);
    signed('good', '2', HERE);
    signed('expired', '-1', HERE);
    signed('other', '2', 'subjectAltName=DNS:elsewhere.example.com');
    return {
      ca: pair('ca').cert,
      good: pair('good'),
      expired: pair('expired'),
      otherHost: pair('other'),
      selfSigned: pair('own'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
