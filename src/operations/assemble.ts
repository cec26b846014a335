import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { LogLevel } from '../base/file-log.ts';
import type { Log } from '../base/log.ts';
import { keepSecret } from '../base/secrets.ts';
import type { Billing, ModuleSettings } from '../billing/billing.ts';
import { Mgrctl } from '../billing/mgrctl.ts';
import { mgrctlBilling } from '../billing/mgrctl-billing.ts';
import type { FullConf } from '../conf/conf.ts';
import { loadConf } from '../conf/load.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import type { HttpConnection } from '../mgr/http-connection.ts';
import { connectionTo, HttpManager } from '../mgr/http-manager.ts';
import { upstreamAccount } from '../products/account.ts';
import { classicUpstream } from '../products/classic.ts';
import { currentUpstream } from '../products/current.ts';
import { ITEMTYPES } from '../products/product-types.ts';
import type { Context, Panel, Supplier } from './context.ts';
import { certificates, type Surroundings } from './surroundings.ts';

/** The state file, below the manager root (product.md, "Installed tree under the manager root"). */
export const STATE_FILE = 'var/cpbillmgr/state.db';

export interface Assembly {
  readonly billing: Billing;
  /** The context of operations; throws Fault conf_bad, conf_exposed. Billing works without it, so that the fault can be told. */
  context(): Promise<Context & { readonly conf: FullConf }>;
  /** Closes what was opened. */
  dispose(): Promise<void>;
}

export interface AssemblyOptions {
  /** The manager root. */
  readonly root: string;
  /** The name under which BILLmanager knows the program: pmcpbillmgr, pmcpispmgr. */
  readonly moduleName: string;
  /** Product types in which a service is looked for; default: those that are resold. */
  readonly itemtypes?: readonly string[];
  readonly log: Log & { setLevel?(level: LogLevel): void };
  readonly clock?: Clock;
}

/** The real house: this machine's files, mgrctl and network. */
export function assemble(options: AssemblyOptions): Assembly {
  const clock = options.clock ?? systemClock;
  const { log, root } = options;
  const mgrctl = new Mgrctl({ root, moduleName: options.moduleName, log });
  const billing = mgrctlBilling(mgrctl, { itemtypes: options.itemtypes ?? ITEMTYPES, log, clock });
  const opened: { journal?: Promise<Journal>; ahead?: Ahead; suppliers: Closable[] } = { suppliers: [] };
  const journal = (): Promise<Journal> => {
    opened.journal ??= openJournal({ file: join(root, STATE_FILE), clock, log });
    return opened.journal;
  };
  return {
    billing,
    async context() {
      const conf = await loadConf(root);
      options.log.setLevel?.(conf.log.level);
      // one connection an account, however many services of it this process works on
      const supplies = new Map<string, Supplier>();
      const supplier = async (settings: ModuleLogin): Promise<Supplier> => {
        const key = JSON.stringify([
          settings.url,
          settings.username,
          settings.password,
          settings.params.get('dialect'),
        ]);
        const known = supplies.get(key);
        if (known) return known;
        const supply = connect(conf, settings, { clock, log, journal }, url => {
          const { ahead } = opened;
          if (ahead?.url !== url) return undefined;
          delete opened.ahead;
          return ahead.connection;
        });
        supplies.set(key, supply);
        opened.suppliers.push(supply);
        return supply;
      };
      const panel = async (login: PanelLogin): Promise<Panel> => {
        const { connectPanel } = await import('./panel.ts');
        const made = connectPanel(conf, login, { clock, log, journal });
        opened.suppliers.push(made);
        return made;
      };
      const approach = async (url: string): Promise<void> => {
        if (opened.ahead !== undefined || opened.suppliers.length > 0 || url === '') return;
        opened.ahead = { url, connection: connectionTo(transport(conf, url)) };
        await opened.ahead.connection.prepare();
        const { rehearse } = await import('../mgr/rehearsal.ts');
        await rehearse();
      };
      return { conf, billing, clock, log, journal, supplier, approach, panel };
    },
    async dispose() {
      for (const supply of opened.suppliers) await supply.close();
      await opened.ahead?.connection.close();
      // a journal that could not be opened has been reported by whoever asked for it
      const open = await opened.journal?.catch(() => null);
      await open?.dispose();
    },
  };
}

type ModuleLogin = Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>;
type PanelLogin = Pick<ModuleSettings, 'url' | 'username' | 'password'>;
interface Closable {
  close(): Promise<void>;
}
type Supply = Supplier & Closable;
/** The connection that was made before the module's settings were known. */
interface Ahead {
  readonly url: string;
  readonly connection: HttpConnection;
}

function transport({ upstream }: FullConf, url: string) {
  return {
    url,
    ca: upstream.ca === '' ? undefined : certificates(upstream.ca),
    timeoutMs: upstream.timeout * 1000,
    connectTimeoutMs: upstream.connectTimeout * 1000,
  };
}

/** A processing module's own settings win over the conf's [upstream] section (product.md, "Behaviour everywhere"). */
function connect(
  conf: FullConf,
  settings: ModuleLogin,
  { clock, log, journal }: Surroundings,
  connected: (url: string) => HttpConnection | undefined,
): Supply {
  const defaults = conf.upstream;
  const url = required('url', settings.url || defaults.url, conf.file);
  const username = required('username', settings.username || defaults.username, conf.file);
  const password = required('password', settings.password || defaults.password, conf.file);
  keepSecret(password);
  const account = upstreamAccount(url, username);
  const manager = new HttpManager({
    ...transport(conf, url),
    username,
    password,
    connection: connected(url),
    clock,
    log,
    pace: async () => {
      const wait = await (await journal()).reserveRequest(account, defaults.rate);
      if (wait > 0) await clock.sleep(wait);
    },
  });
  const dialect = settings.params.get('dialect') || defaults.dialect;
  const upstream =
    dialect === 'classic'
      ? classicUpstream(manager, { clock, log })
      : currentUpstream(manager, { clock, log });
  return { upstream, account, url, close: () => manager.close() };
}

function required(name: string, value: string, file: string): string {
  if (value === '') throw new Fault('module_setting_missing', { object: name, value: file });
  return value;
}
