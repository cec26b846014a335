import { once } from '../base/once.ts';
import { keepSecret } from '../base/secrets.ts';
import type { Conf } from '../conf/conf.ts';
import { readNamedFile } from '../conf/named-file.ts';
import { HttpManager } from '../manager-api/http-manager.ts';
import type { Manager } from '../manager-api/manager.ts';
import type {
  Context,
  PanelConnection,
  PanelLogin,
  VendorConnection,
  VendorLogin,
} from '../operations/engine/context.ts';
import type { ConnectionParts } from './connection-parts.ts';

/**
 * The connections of one process: one per login, however many of its services the process works on.
 * Each kind is loaded on first use.
 */
export class Connections {
  readonly #parts: ConnectionParts;
  readonly #journal: Context['journal'];
  readonly #mayAct: Context['mayAct'];
  readonly #vendors = new Map<string, Promise<VendorConnection>>();
  readonly #panels = new Map<string, Promise<PanelConnection>>();
  readonly #opened: HttpManager[] = [];

  constructor(
    conf: Conf,
    { clock, log, journal, mayAct }: Pick<Context, 'clock' | 'log' | 'journal' | 'mayAct'>,
  ) {
    this.#journal = journal;
    this.#mayAct = mayAct;
    this.#parts = { conf, clock, log, manager: (...login) => this.#manager(...login) };
  }

  /** Context.vendor. */
  vendor(login: VendorLogin): Promise<VendorConnection> {
    const dialect = login.params.get('dialect') ?? '';
    return once(this.#vendors, keyOf(login, dialect), async () => {
      const { connectVendor } = await import('./vendor-connection.ts');
      return connectVendor(this.#parts, login, dialect);
    });
  }

  /** Context.panel. */
  panel(login: PanelLogin): Promise<PanelConnection> {
    return once(this.#panels, keyOf(login), async () => {
      const { connectPanel } = await import('./panel-connection.ts');
      return connectPanel(this.#parts, login);
    });
  }

  async close(): Promise<void> {
    for (const each of this.#opened) await each.close();
  }

  #manager(login: PanelLogin, account: string): Manager {
    const { conf, clock, log } = this.#parts;
    const { ca, timeout, connectTimeout, rate } = conf.upstream;
    const { url, username, password } = login;
    keepSecret(password);
    const manager = new HttpManager({
      url,
      username,
      password,
      ca: ca === '' ? undefined : readNamedFile({ file: ca, isSecret: false }),
      timeoutMs: timeout * 1000,
      connectTimeoutMs: connectTimeout * 1000,
      clock,
      log,
      mayAct: this.#mayAct,
      rateLimit: async () => {
        const wait = await this.#journal.reserveRequest(account, rate);
        if (wait > 0) await clock.sleep(wait);
      },
    });
    this.#opened.push(manager);
    return manager;
  }
}

const keyOf = ({ url, username, password }: PanelLogin, dialect = ''): string =>
  JSON.stringify([url, username, password, dialect]);
