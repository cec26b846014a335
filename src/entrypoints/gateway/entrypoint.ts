import { join } from 'node:path';
import { Server as TlsServer } from 'node:tls';
import { parseArgs } from 'node:util';
import { Fault, toFault } from '../../base/fault.ts';
import { type FileLog, fileLog } from '../../base/file-log.ts';
import { writeOut } from '../../base/output.ts';
import { oneLine } from '../../base/plain-text.ts';
import { managerRoot } from '../../base/root.ts';
import { maskSecrets } from '../../base/secrets.ts';
import { AccessLog } from './access-log.ts';
import { Buyer } from './buyer.ts';
import { ConfWatch } from './conf-watch.ts';
import { houseOf } from './gateway-app.ts';
import { listen, readTls } from './listen.ts';
import { PriceList } from './price-list.ts';
import { gatewayServer } from './server.ts';

const USAGE = `cpbillmgr serve

The partner gateway for panel modules: tells panels your prices (pricelist.export) and takes
their "Buy" clicks. Settings are in the [gateway] section of etc/cpbillmgr.conf; docs/gateway.md
explains them. Runs until SIGTERM; SIGHUP reads the certificate and the price list again.

Exit codes: 0 stopped, 1 it cannot run (told on standard error), 2 wrong arguments.
`;

/**
 * What is under way when a stop is asked for may take this long; an order that is cut off then is
 * taken up by checkevent.
 */
const STOP_MS = 30_000;
const LOG_FILE = 'var/pmcpbillmgr.log';
const ACCESS_FILE = 'var/cpbillmgr-gateway.log';

/** The partner gateway (product.md, section 3). Returns when it has stopped. */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  const wrong = wrongArguments(argv.filter((word, index) => index > 0 || word !== 'serve'));
  if (wrong === 'help') {
    writeOut(USAGE);
    return 0;
  }
  if (wrong !== null) {
    process.stderr.write(`${startedAs} serve: ${oneLine(wrong)}\n${USAGE}`);
    return 2;
  }
  const root = managerRoot();
  const log = fileLog(join(root, LOG_FILE), 'pmcpbillmgr');
  try {
    await serve(root, log);
    return 0;
  } catch (error) {
    const fault = toFault(error);
    log.error(`gateway: ${fault.type}: ${fault.message} ${fault.detail}`);
    const detail = fault.type === 'internal' ? ` ${fault.detail}` : '';
    process.stderr.write(`${startedAs} serve: ${oneLine(maskSecrets(fault.message + detail))}\n`);
    return 1;
  } finally {
    log.close();
  }
}

function wrongArguments(argv: readonly string[]): string | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { help: { type: 'boolean', short: 'h' } },
    });
    return values.help ? 'help' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function serve(root: string, log: FileLog): Promise<void> {
  const watch = await ConfWatch.open(root, log);
  const conf = await watch.conf();
  log.setLevel(conf.log.level);
  const { gateway } = conf;
  const app = houseOf(root, log);
  const prices = new PriceList(app, log);
  const buyer = new Buyer(app, log);
  const access = new AccessLog(join(root, ACCESS_FILE), log);
  const server = makeServer();
  const stopped = stopSignal();
  try {
    const address = await listen(server, gateway, conf.file);
    await prices.start();
    log.info(`gateway: listens on ${address}, mode ${gateway.mode}`);
    writeOut(`cpbillmgr serve: listens on ${address}\n`);
    process.on('SIGHUP', reload);
    log.info(`gateway: ${await stopped}, stopping`);
  } finally {
    process.off('SIGHUP', reload);
    await settle(Promise.all([server.close(), buyer.settled(), prices.stop()]), () =>
      server.server.closeAllConnections(),
    );
    await access.close();
  }

  function makeServer(): ReturnType<typeof gatewayServer> {
    const { limit, trustedProxies } = gateway;
    try {
      const tls = readTls(gateway);
      return gatewayServer({
        prices,
        buyer,
        conf: () => watch.conf(),
        fixed: { limit, trustedProxies, tls },
        access,
        log,
      });
    } catch (error) {
      if (error instanceof Fault) throw error;
      const value = error instanceof Error ? error.message : String(error);
      throw new Fault('conf_bad', {
        object: `${gateway.tlsCert}, ${gateway.tlsKey}`,
        value,
        cause: error,
      });
    }
  }

  function reload(): void {
    log.info('gateway: reads certificate and prices again');
    try {
      const tls = readTls(gateway);
      if (tls && server.server instanceof TlsServer) server.server.setSecureContext(tls);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.error(`gateway: the certificate as it was before stays in use: ${why}`);
    }
    void prices.refresh();
  }
}

/**
 * The first signal stops in good order; a second one ends the process at once, as the system would.
 */
function stopSignal(): Promise<string> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => resolve(signal));
  });
}

/** Waits for the end of what is under way, but not for ever. */
async function settle(work: Promise<unknown>, giveUp: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>(resolve => {
    timer = setTimeout(() => {
      giveUp();
      resolve();
    }, STOP_MS);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
