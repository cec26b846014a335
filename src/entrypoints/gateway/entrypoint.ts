import { join } from 'node:path';
import { Server as TlsServer } from 'node:tls';
import { Fault, faultText, type Language, toFault } from '../../base/fault.ts';
import { type FileLog, fileLog } from '../../base/file-log.ts';
import { refuseInMaintenance } from '../../base/maintenance.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { ACCESS_LOG, logFile } from '../../base/paths.ts';
import { oneLine } from '../../base/plain-text.ts';
import { maskSecrets } from '../../base/secrets.ts';
import { AccessLog } from './access-log.ts';
import { Buyer } from './buyer.ts';
import { ConfWatch } from './conf-watch.ts';
import { contextSource } from './gateway-app.ts';
import { listen, readTls } from './listen.ts';
import { PriceList } from './price-list.ts';
import { gatewayServer } from './server.ts';

/**
 * How long work in progress may take after a stop is requested; checkevent resumes an order that is
 * then cut off.
 */
const STOP_MS = 30_000;

/**
 * The partner gateway (docs/gateway.md). Returns the exit code when it has stopped: 1 if it
 * cannot run.
 */
export async function runGateway(call: {
  readonly root: string;
  readonly language: Language;
}): Promise<number> {
  const log = fileLog(join(call.root, logFile(LICENSES_MODULE)), LICENSES_MODULE);
  try {
    await serve(call.root, log);
    return 0;
  } catch (error) {
    const fault = toFault(error);
    log.error(`gateway: ${fault.type}: ${fault.message} ${fault.detail}`);
    const detail = fault.type === 'internal' ? ` ${fault.detail}` : '';
    const text = faultText(fault, call.language) + detail;
    process.stderr.write(`cpbillmgr serve: ${oneLine(maskSecrets(text))}\n`);
    return 1;
  } finally {
    log.close();
  }
}

async function serve(root: string, log: FileLog): Promise<void> {
  const watch = await ConfWatch.open(root, log);
  const conf = await watch.conf();
  log.setLevel(conf.log.level);
  const { gateway } = conf;
  const app = contextSource(root, log);
  const prices = new PriceList(app, log);
  const buyer = new Buyer(app, log);
  const access = new AccessLog(join(root, ACCESS_LOG), log);
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
        mayAct: () => refuseInMaintenance(root),
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

/** Waits for the work in progress, but not for ever. */
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
