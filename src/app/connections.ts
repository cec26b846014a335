import { Fault } from '../base/fault.ts';
import { keepSecret } from '../base/secrets.ts';
import type { ModuleSettings } from '../billmanager/billmanager.ts';
import type { FullConf } from '../conf/conf.ts';
import { HttpManager } from '../manager-api/http-manager.ts';
import type { Panel, VendorConnection } from '../operations/engine/context.ts';
import { classicVendor } from '../vendor/classic.ts';
import { currentVendor } from '../vendor/current.ts';
import { upstreamAccount } from '../vendor/vendor-account.ts';
import { certificates, type Dependencies } from './dependencies.ts';

type ModuleLogin = Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>;
type PanelLogin = Pick<ModuleSettings, 'url' | 'username' | 'password'>;
interface Closable {
  close(): Promise<void>;
}

/**
 * What one process is connected to: one connection an account, however many services of it the
 * process works on.
 */
export class Connections {
  readonly #conf: FullConf;
  readonly #dependencies: Dependencies;
  readonly #suppliers = new Map<string, VendorConnection>();
  readonly #opened: Closable[] = [];

  constructor(conf: FullConf, dependencies: Dependencies) {
    this.#conf = conf;
    this.#dependencies = dependencies;
  }

  /** Context.supplier. */
  async supplier(login: ModuleLogin): Promise<VendorConnection> {
    const { url, username, password, params } = login;
    const key = JSON.stringify([url, username, password, params.get('dialect')]);
    const known = this.#suppliers.get(key);
    if (known) return known;
    const supplier = this.#connect(login);
    this.#suppliers.set(key, supplier);
    return supplier;
  }

  /** Context.panel. */
  async panel(login: PanelLogin): Promise<Panel> {
    const { connectPanel } = await import('./panel-connection.ts');
    const panel = connectPanel(this.#conf, login, this.#dependencies);
    this.#opened.push(panel);
    return panel;
  }

  async close(): Promise<void> {
    for (const each of this.#opened) await each.close();
  }

  /**
   * A processing module's own settings win over the conf's [upstream] section (product.md,
   * "Behaviour everywhere").
   */
  #connect(login: ModuleLogin): VendorConnection {
    const { file, upstream: defaults } = this.#conf;
    const { clock, log, journal } = this.#dependencies;
    const url = required('url', login.url || defaults.url, file);
    const username = required('username', login.username || defaults.username, file);
    const password = required('password', login.password || defaults.password, file);
    keepSecret(password);
    const { ca, timeout, connectTimeout } = defaults;
    const account = upstreamAccount(url, username);
    const manager = new HttpManager({
      url,
      username,
      password,
      ca: ca === '' ? undefined : certificates(ca),
      timeoutMs: timeout * 1000,
      connectTimeoutMs: connectTimeout * 1000,
      clock,
      log,
      pace: async () => {
        const wait = await (await journal()).reserveRequest(account, defaults.rate);
        if (wait > 0) await clock.sleep(wait);
      },
    });
    this.#opened.push(manager);
    const dialect = login.params.get('dialect') || defaults.dialect;
    const vendorOf = dialect === 'classic' ? classicVendor : currentVendor;
    return { vendor: vendorOf(manager, { clock, log }), account };
  }
}

function required(name: string, value: string, file: string): string {
  if (value === '') throw new Fault('module_setting_missing', { object: name, value: file });
  return value;
}
