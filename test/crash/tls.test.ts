import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectModule } from '../../sandbox/billmanager/fill.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { type Certificates, type KeyPair, makeCertificates } from '../manager-api/certificates.ts';
import { folder, start, stop } from './box.ts';
import { errorType } from './trial.ts';

/**
 * An upstream behind HTTPS whose certificates are signed by an authority that the conf names
 * (`ca`).
 */

const WISH = { tariff: '3541', ip: '192.0.2.10' };

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

/** The same sandbox again and again, with one certificate after the other. */
class Upstream {
  readonly dir = folder();
  #port = 0;

  constructor(ca: string) {
    mkdirSync(join(this.dir, 'root/etc'), { recursive: true });
    writeFileSync(join(this.dir, 'root/etc/own-ca.pem'), ca, { mode: 0o600 });
  }

  async behind(tls: KeyPair): Promise<RunningSandbox> {
    const box = await start({
      dir: this.dir,
      port: this.#port,
      tls,
      conf: 'ca = etc/own-ca.pem\n',
    });
    this.#port = box.port;
    return box;
  }
}

const BAD: readonly (readonly [string, (all: Certificates) => KeyPair, string])[] = [
  ['expired', all => all.expired, 'it has expired'],
  ['for another host', all => all.otherHost, 'it is for another host'],
  ['self-signed', all => all.selfSigned, 'it is self-signed'],
];

describe('an order over HTTPS', () => {
  test('is placed where the certificate is signed by the authority of the conf', async () => {
    const box = await new Upstream(certificates.ca).behind(certificates.good);
    expect(await box.order(WISH)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(1);
  });

  test.each(BAD)(
    'sends nothing to a certificate that is %s; with a good one it is placed once',
    async (_, pick, reason) => {
      const upstream = new Upstream(certificates.ca);
      const bad = await upstream.behind(pick(certificates));
      const first = await bad.order(WISH);
      expect(errorType(first)).toBe('upstream_certificate');
      expect(first.stdout).toContain(reason);
      expect(bad.calls('upstream')).toEqual([]);
      expect(bad.tasks()).toHaveLength(1);
      expect(bad.problems().map(each => each.name)).toEqual(['processingmodule_connect']);
      await stop(bad);
      const good = await upstream.behind(certificates.good);
      expect(await good.retry(first.operation)).toMatchObject({ exitCode: 0, ended: true });
      expect(good.charges()).toHaveLength(1);
    },
  );

  test('sends nothing to a certificate of another authority', async () => {
    const stranger = makeCertificates();
    const box = await new Upstream(stranger.ca).behind(certificates.good);
    expect(errorType(await box.order(WISH))).toBe('upstream_certificate');
    expect(box.calls('upstream')).toEqual([]);
  });

  test('sends nothing to a server that speaks plain HTTP, and waits for it to be mended', async () => {
    const box = await start();
    connectTo(box, box.url.replace('http:', 'https:'));
    const first = await box.order(WISH);
    expect(errorType(first)).toBe('upstream_unreachable');
    expect(box.tasks()).toEqual([]);
    expect(box.calls('upstream')).toEqual([]);
  });
});

function connectTo(box: RunningSandbox, url: string): void {
  connectModule(box.billing, 1, { url, username: box.username, password: box.password });
}

describe('an upstream that cannot be reached', () => {
  test.each([
    ['a name that does not resolve', 'http://no-such-host.invalid/billmgr'],
    ['a port that refuses', 'http://127.0.0.1:9/billmgr'],
  ])('by %s leaves the operation to be retried, then the order is placed once', async (_, url) => {
    const box = await start();
    connectTo(box, url);
    const first = await box.order(WISH);
    expect(errorType(first)).toBe('upstream_unreachable');
    expect(box.tasks()).toEqual([]);
    connectTo(box, box.url);
    expect(await box.retry(first.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(1);
    expect(await box.suspend(first.item)).toMatchObject({ exitCode: 0, ended: true });
  });

  test('while a license waits to be renewed, checkevent says so and renews it later, once', async () => {
    const box = await start();
    const { item } = await box.order(WISH);
    connectTo(box, 'http://no-such-host.invalid/billmgr');
    const renewal = await box.prolong(item);
    expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 1 });
    expect(box.charges()).toHaveLength(1);
    connectTo(box, box.url);
    await box.runModule(['checkevent']);
    expect(box.operations().filter(each => each.id === renewal.operation)).toEqual([]);
    await box.runModule(['checkevent']);
    expect(box.charges()).toHaveLength(2);
  });
});

describe('an upstream that has moved to another address', () => {
  test('keeps every license with its service: nothing is bought twice, and what is due is renewed', async () => {
    const dir = folder();
    const before = await start({ dir });
    const { item } = await before.order(WISH);
    await stop(before);
    const box = await start({ dir });
    expect(box.port).not.toBe(before.port);
    expect(await box.order({ tariff: '3541', ip: '192.0.2.11' })).toMatchObject({
      exitCode: 0,
      ended: true,
    });
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges().map(each => each.what)).toEqual(['order', 'order', 'prolong']);
    box.person('rename', Number(box.service(item).params['license_id']), 'renamed by hand');
    await box.runModule(['checkevent']);
    expect(box.service(item).params['licname']).toBe('renamed by hand');
  });
});
