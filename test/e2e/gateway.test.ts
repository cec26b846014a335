import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { makeCertificates } from '../manager-api/certificates.ts';
import { deleteState, logOf, sandbox } from './support.ts';

const PRICES = '/billmgr?func=pricelist.export&itemtype=addition&onlyavailable=on&out=xml';
const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
}

/** `cpbillmgr serve`, started and listening. */
async function serve(
  box: RunningSandbox,
  more: { readonly stdio?: number } = {},
): Promise<Serving> {
  const child = spawn(join(box.root, 'sbin/cpbillmgr'), ['serve'], {
    env: { CPBILLMGR_ROOT: box.root },
    stdio: ['ignore', 'pipe', 'pipe', ...(more.stdio === undefined ? [] : [more.stdio])],
  });
  running.push(child);
  let text = '';
  child.stdout?.on('data', chunk => {
    text += String(chunk);
  });
  child.stderr?.on('data', chunk => {
    text += String(chunk);
  });
  await vi.waitUntil(() => text.includes('\n'), { timeout: 300_000, interval: 20 });
  const url = /listens on (\S+)/.exec(text)?.[1];
  if (url === undefined) throw new Error(text);
  return { child, url };
}

const gatewayBox = (conf = ''): Promise<RunningSandbox> =>
  sandbox({ conf: `\n[gateway]\nlisten = 127.0.0.1:0\ncurrency = RUB\n${conf}` });

async function soldLicense(box: RunningSandbox): Promise<number> {
  await box.order({ tariff: '3541', ip: '192.0.2.10' });
  return box.upstreamServices()[0]?.id ?? 0;
}

const buyPath = (license: number): string =>
  `/billmgr?module=DrWeb&license=${license}&ip=192.0.2.10&module_id=55361`;
const moduleCharges = (box: RunningSandbox) =>
  box.charges().filter(each => each.pricelist === 55361);
const modules = (box: RunningSandbox) =>
  box.services().filter(each => each.itemtype === 'addition');

describe('cpbillmgr serve', () => {
  test('serves prices until SIGTERM, and finishes what is under way', async () => {
    const box = await gatewayBox('mode = automatic\n');
    const license = await soldLicense(box);
    const { child, url } = await serve(box);
    expect(await (await fetch(url + PRICES)).text()).toContain('cost="950.0000"');
    box.addFault({ side: 'upstream', func: 'addition.order.param', action: 'delay:700', count: 1 });
    const click = fetch(url + buyPath(license));
    await vi.waitUntil(
      () => box.calls('upstream').some(each => each.func === 'addition.order.param'),
      {
        timeout: 300_000,
      },
    );
    child.kill('SIGTERM');
    const answer = await click;
    expect(answer.status).toBe(200);
    // else the process would wait for the client to hang up
    expect(answer.headers.get('connection')).toBe('close');
    expect(await answer.text()).toContain('The module is ordered');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(url + PRICES)).rejects.toThrow();
    expect(modules(box)).toHaveLength(1);
  });

  test('that is killed behind an order, and loses its state file too, orders nothing twice', async () => {
    const box = await gatewayBox('mode = automatic\n');
    const license = await soldLicense(box);
    box.addFault({
      side: 'upstream',
      func: 'addition.order.param',
      action: 'kill-after',
      count: 1,
    });
    const first = await serve(box);
    await expect(fetch(first.url + buyPath(license))).rejects.toThrow();
    deleteState(box);
    // the license is known again as soon as BILLmanager does anything with it
    await box.prolong(101);
    const { url } = await serve(box);
    expect((await fetch(url + buyPath(license))).status).toBe(200);
    expect(moduleCharges(box)).toHaveLength(1);
    expect(modules(box)).toHaveLength(1);
  });

  test('twice beside each other, with a click in each, orders once', async () => {
    const box = await gatewayBox('mode = automatic\n');
    const license = await soldLicense(box);
    const [one, two] = [await serve(box), await serve(box)];
    box.addFault({ side: 'upstream', func: 'addition.order.param', action: 'delay:300', count: 1 });
    const answers = await Promise.all(
      [one, two, one, two].map(({ url }) => fetch(url + buyPath(license))),
    );
    expect(answers.map(each => each.status)).toEqual([200, 200, 200, 200]);
    expect(moduleCharges(box)).toHaveLength(1);
    expect(modules(box)).toHaveLength(1);
  });

  test('takes a socket from systemd in place of the conf’s address', async () => {
    const box = await gatewayBox();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    // as systemd does it: the environment names the process that the socket is for
    const starter = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve';
    const handle: { readonly fd?: number } = Object(Reflect.get(server, '_handle'));
    const child = spawn('/bin/sh', ['-c', starter, join(box.root, 'sbin/cpbillmgr')], {
      env: { CPBILLMGR_ROOT: box.root },
      stdio: ['ignore', 'pipe', 'inherit', handle.fd ?? 'ignore'],
    });
    running.push(child);
    if (child.stdout) await once(child.stdout, 'data');
    server.close();
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    expect([200, 503]).toContain(answer.status);
  });

  test('speaks TLS with its own certificate, and takes a new one on SIGHUP', async () => {
    const box = await gatewayBox('tls_cert = etc/gateway.pem\ntls_key = etc/gateway.key\n');
    const certificates = makeCertificates();
    const put = (name: 'good' | 'selfSigned'): void => {
      const { cert, key } = certificates[name];
      writeFileSync(join(box.root, 'etc/gateway.pem'), cert);
      writeFileSync(join(box.root, 'etc/gateway.key'), key, { mode: 0o600 });
    };
    put('good');
    const { child, url } = await serve(box);
    expect(url).toMatch(/^https:/);
    const before = await fingerprint(url);
    put('selfSigned');
    child.kill('SIGHUP');
    await vi.waitUntil(async () => (await fingerprint(url)) !== before, {
      timeout: 300_000,
      interval: 50,
    });
    await expect(fetch(url.replace('https', 'http') + PRICES)).rejects.toThrow();
  });

  test.each([
    ['no address', 'Preset 1-A\n', /The gateway has no address to listen on/],
    [
      'an address that is not this machine’s',
      '[gateway]\nlisten = 192.0.2.1:80\n',
      /cannot listen on 192\.0\.2\.1:80/,
    ],
    [
      'a certificate that is none',
      '[gateway]\nlisten = 127.0.0.1:0\ntls_cert = etc/cpbillmgr.conf\ntls_key = etc/cpbillmgr.conf\n',
      /has mistakes/,
    ],
    ['a certificate without its key', '[gateway]\ntls_cert = a.pem\n', /without the other one/],
  ])('with %s says so and ends with 1', async (_, conf, message) => {
    const box = await gatewayBox();
    writeFileSync(join(box.root, 'etc/cpbillmgr.conf'), conf);
    const child = spawn(join(box.root, 'sbin/cpbillmgr'), ['serve'], {
      env: { CPBILLMGR_ROOT: box.root },
    });
    running.push(child);
    let err = '';
    child.stderr.on('data', chunk => {
      err += String(chunk);
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('knows no arguments but --help', async () => {
    const box = await gatewayBox();
    expect(await box.runModule(['serve', '--port', '80'])).toMatchObject({ exitCode: 2 });
    const help = await box.runModule(['serve', '--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('SIGTERM');
  });

  test('keeps its log closed to others and without passwords', async () => {
    const box = await gatewayBox();
    const { child, url } = await serve(box);
    await fetch(`${url}${PRICES}&authinfo=panel:very-secret`);
    child.kill('SIGTERM');
    await once(child, 'exit');
    const file = join(box.root, 'var/cpbillmgr-gateway.log');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const text of [readFileSync(file, 'utf8'), logOf(box)]) {
      expect(text).not.toContain('very-secret');
      expect(text).not.toContain(box.password);
    }
  });
});

/** Of the certificate that the server shows. */
function fingerprint(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${url}/health`,
      { rejectUnauthorized: false, agent: false },
      response => {
        const { socket } = response;
        const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : '';
        response.resume();
        resolve(shown);
      },
    );
    request.on('error', reject);
    request.end();
  });
}
