import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { connectedTariff } from '../../../sandbox/billmanager/fill.ts';
import { type RunningSandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { fileLog } from '../../../src/base/file-log.ts';
import { refuseInMaintenance } from '../../../src/base/maintenance.ts';
import { AccessLog } from '../../../src/entrypoints/gateway/access-log.ts';
import { Buyer } from '../../../src/entrypoints/gateway/buyer.ts';
import { ConfWatch } from '../../../src/entrypoints/gateway/conf-watch.ts';
import { contextSource } from '../../../src/entrypoints/gateway/gateway-app.ts';
import { PriceList } from '../../../src/entrypoints/gateway/price-list.ts';
import { gatewayServer } from '../../../src/entrypoints/gateway/server.ts';
import { dist } from '../../support/dist.ts';
import { serviceIn } from '../../support/remoteid.ts';

const quick = (timeout: number): string =>
  `rate = 10000\nkey_wait = 0\nsettle = 0\ntimeout = ${timeout}\nconnect_timeout = 10\n`;
export const ORDER_URL =
  'https://billing.example.com/billmgr?func=register&module={module}&license={license}&ip={ip}&module_id={module_id}';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * A sandbox that ends with the test. `gateway`: lines of the conf's [gateway] section and sections
 * behind it, `timeout`: for an upstream's answer, in seconds.
 */
export async function sandboxFor(gateway = '', timeout = 10): Promise<RunningSandbox> {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-gateway-'));
  const box = await startSandbox({
    dir,
    dist: dist(),
    confTail: `${quick(timeout)}\n[gateway]\ncurrency = RUB\n${gateway}`,
  });
  closing.push(async () => {
    await box.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return box;
}

export interface Gateway {
  readonly port: number;
  readonly prices: PriceList;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  ask(wish: {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }): Promise<Answer>;
  /** What the access log holds when all of it is written. */
  accessLog(): Promise<string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** The gateway of a sandbox, in this process, behind real HTTP. It ends with the test. */
export async function startGateway(box: RunningSandbox): Promise<Gateway> {
  const log = fileLog(join(box.root, 'var/pmcpbillmgr.log'), 'pmcpbillmgr');
  const watch = await ConfWatch.open(box.root, log);
  const { gateway } = await watch.conf();
  const house = contextSource(box.root, log);
  const prices = new PriceList(house, log);
  const buyer = new Buyer(house, log);
  const accessFile = join(box.root, 'var/cpbillmgr-gateway.log');
  const access = new AccessLog(accessFile, log);
  const { limit, trustedProxies } = gateway;
  const app = gatewayServer({
    prices,
    buyer,
    conf: () => watch.conf(),
    mayAct: () => refuseInMaintenance(box.root),
    fixed: { limit, trustedProxies },
    access,
    log,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  await prices.start();
  await prices.first();
  closing.push(async () => {
    await app.close();
    await prices.stop();
    await access.close();
    log.close();
  });
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const ask: Gateway['ask'] = wish => askPort(port, wish);
  return {
    port,
    prices,
    ask,
    get: (path, headers = {}) => ask({ path, headers }),
    async accessLog() {
      await access.close();
      return readFileSync(accessFile, 'utf8');
    },
  };
}

function askPort(
  port: number,
  { method = 'GET', path, headers = {}, body = '' }: Parameters<Gateway['ask']>[0],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port, host: '127.0.0.1', method, path, headers, agent: false },
      async response => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(Buffer.from(chunk));
        const whole = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: whole,
          text: whole.toString('utf8'),
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Lines of the program's log. */
export function logOf(box: RunningSandbox): string {
  const file = join(box.root, 'var/pmcpbillmgr.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** BILLmanager's number of the tariff for an upstream pricelist. */
export const tariffId = (box: RunningSandbox, pricelist: number): number =>
  connectedTariff(box.billing, pricelist).id;

/** A license of a client's, and its service. */
export async function sellLicense(
  box: RunningSandbox,
  ip = '192.0.2.10',
  more: { readonly account?: number } = {},
): Promise<{ readonly license: number; readonly item: number }> {
  const { item, stdout } = await box.order({ tariff: '3541', ip, ...more });
  const license = box
    .upstreamServices()
    .find(each => serviceIn(each.remoteid) === String(item))?.id;
  if (license === undefined) throw new Error(`no license was ordered: ${stdout}`);
  return { license, item };
}

export const buyPath = (
  license: number | string,
  more = '&ip=192.0.2.10',
  module = 55361,
): string => `/billmgr?module=DrWeb&license=${license}${more}&module_id=${module}`;

/** Modules that were charged upstream. */
export const moduleCharges = (box: RunningSandbox) =>
  box.charges().filter(each => each.pricelist !== 3541);
export const modulesOf = (box: RunningSandbox) =>
  box.upstreamServices().filter(each => each.itemtype === 'addition');
