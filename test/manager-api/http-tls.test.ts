import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HttpManager } from '../../src/manager-api/http-manager.ts';
import { type Certificates, type KeyPair, makeCertificates } from './certificates.ts';
import { type Loopback, listen, send } from './loopback.ts';

let certificates: Certificates;
const opened: { close(): Promise<void> }[] = [];

beforeAll(() => {
  certificates = makeCertificates();
});

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serverWith(pair: KeyPair): Promise<Loopback> {
  const loopback = await listen(send('<doc/>'), pair);
  opened.push(loopback);
  return loopback;
}

function call(url: string, ca?: string) {
  const manager = new HttpManager({
    url,
    username: 'u',
    password: 'hunter22',
    ca,
    mayAct: () => undefined,
    timeoutMs: 300_000,
    connectTimeoutMs: 300_000,
  });
  opened.push(manager);
  return manager.call('soft', {}, { kind: 'act' });
}

describe('over TLS', () => {
  it('a server whose issuer is in the own CA is trusted, by address and by name', async () => {
    const { url } = await serverWith(certificates.good);
    expect((await call(url, certificates.ca)).name).toBe('doc');
    expect((await call(url.replace('127.0.0.1', 'localhost'), certificates.ca)).name).toBe('doc');
  });

  it('without the own CA it is not trusted, and nothing is sent', async () => {
    const loopback = await serverWith(certificates.good);
    await expect(call(loopback.url)).rejects.toMatchObject({
      type: 'upstream_certificate',
      kind: 'final',
      object: `127.0.0.1:${loopback.port}`,
      value: 'its issuer is not known',
    });
    expect(loopback.requests).toHaveLength(0);
  });

  it.each([
    ['expired', 'it has expired'],
    ['otherHost', 'it is for another host'],
    ['selfSigned', 'it is self-signed'],
  ] as const)(
    'a certificate that is bad (%s) is refused though its issuer is known, and nothing is sent',
    async (name, value) => {
      const loopback = await serverWith(certificates[name]);
      await expect(call(loopback.url, certificates.ca)).rejects.toMatchObject({
        type: 'upstream_certificate',
        kind: 'final',
        value,
      });
      expect(loopback.requests).toHaveLength(0);
    },
  );

  it('a self-signed certificate is trusted when it is the own CA itself', async () => {
    const { url } = await serverWith(certificates.selfSigned);
    expect((await call(url, certificates.selfSigned.cert)).name).toBe('doc');
  });

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'an own CA that cannot be read is said: %j',
    async ca => {
      const { url, requests } = await serverWith(certificates.good);
      await expect(call(url, ca)).rejects.toMatchObject({ type: 'conf_bad', object: 'ca' });
      expect(requests).toHaveLength(0);
    },
  );

  it('an authority that the operating system trusts is trusted', async () => {
    const { url } = await serverWith(certificates.good);
    const folder = mkdtempSync(join(tmpdir(), 'mgr-system-ca-'));
    writeFileSync(join(folder, 'ca.pem'), certificates.ca);
    const source = join(import.meta.dirname, '../../src/manager-api/http-manager.ts');
    const script = `
      const { HttpManager } = await import(${JSON.stringify(source)});
      const manager = new HttpManager({ url: ${JSON.stringify(url)}, username: 'u', password: 'p', timeoutMs: 300_000, connectTimeoutMs: 300_000, mayAct: () => undefined });
      console.log((await manager.call('soft', {}, { kind: 'read' })).name);`;
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', script],
        {
          env: { ...process.env, SSL_CERT_FILE: join(folder, 'ca.pem'), SSL_CERT_DIR: folder },
        },
      );
      // the process ends by itself though the manager was not closed: an idle connection keeps
      // nothing alive
      expect(stdout).toBe('doc\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
