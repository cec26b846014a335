import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectModule, LICENSES_MODULE, PANEL_MODULE } from './billmanager/fill.ts';
import { type AttachedDatabase, attachDatabase, detachDatabase } from './database/attach.ts';
import type { Database } from './database/database.ts';
import type { DatabaseServer } from './database/server.ts';
import { prepareRoot } from './driver/root.ts';
import { STATE_FILE } from './files.ts';
import { resetFolder } from './folder.ts';
import { MgrctlServer } from './mgrctl/server.ts';
import { panelSite } from './panel/site.ts';
import { Sandbox } from './sandbox-state.ts';
import { type ServerOptions, UpstreamServer } from './vendor/server.ts';

export type * from './sandbox-state.ts';
export type { Database, DatabaseServer };
export { Sandbox };

export interface SandboxOptions extends ServerOptions {
  /** The sandbox's folder; made if missing. */
  readonly dir: string;
  /** Begins with an empty folder. */
  readonly reset?: boolean;
  /** Words in front of the module's executable: a tracer, another user. */
  readonly wrapper?: readonly string[];
  /**
   * A built tree whose executable the root links to; default: the running executable's own, else
   * the sources.
   */
  readonly dist?: string;
  /** Settings of either side, as `set` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The conf below `[upstream]`'s url, username and password, in place of the usual. */
  readonly confTail?: string;
  /**
   * BILLmanager has a database that can be read: in a server of its own (true), or one in this
   * server, which is gone when the sandbox is closed.
   */
  readonly database?: boolean | DatabaseServer;
}

/** A sandbox whose upstream and BILLmanager run in this process. */
export class RunningSandbox extends Sandbox {
  private readonly server: UpstreamServer;
  private readonly mgrctl: MgrctlServer;
  private attached: AttachedDatabase | undefined;

  constructor(options: SandboxOptions) {
    super(options.dir, options.wrapper);
    for (const [name, value] of Object.entries(options.settings ?? {})) this.set(name, value);
    this.server = new UpstreamServer(this.upstream, options, panelSite(this.panel));
    this.mgrctl = new MgrctlServer(this.billing, this.dir);
  }

  get url(): string {
    return this.server.url;
  }

  /** The stand-in panel, on the same server. */
  get panelUrl(): string {
    return new URL('/ispmgr', this.url).href;
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  /** BILLmanager's database. Throws an Error if it was started without. */
  get database(): Database {
    if (!this.attached) throw new Error('the sandbox was started without a database');
    return this.attached;
  }

  async start(options: Pick<SandboxOptions, 'dist' | 'confTail' | 'database'>): Promise<void> {
    this.upstream.settings.set('listening', 'on');
    await this.server.start();
    const { url, username, password, port } = this;
    const hasDatabase = options.database !== undefined && options.database !== false;
    const mgrctl = await this.mgrctl.start();
    prepareRoot(this.root, { url, username, password, hasDatabase, mgrctl, ...options });
    connectModule(this.billing, LICENSES_MODULE, { url, username, password });
    connectModule(this.billing, PANEL_MODULE, {
      url: this.panelUrl,
      username: this.panel.settings.get('panel_username'),
      password: this.panel.settings.get('panel_password'),
    });
    const place = { dir: this.dir, store: this.billing.store, mirror: this.billing.mirror };
    if (options.database) this.attached = await attachDatabase(place, options.database);
    else detachDatabase(place);
    const state = JSON.stringify(
      { url, port, pid: process.pid, root: this.root, username },
      null,
      2,
    );
    writeFileSync(join(this.dir, STATE_FILE), `${state}\n`, { mode: 0o600 });
  }

  /** off: connections are refused until it is on again. */
  setListening(on: boolean): Promise<void> {
    return this.server.setListening(on);
  }

  /** Stops the upstream and the database; the state stays in the folder. */
  async close(): Promise<void> {
    await this.server.close();
    await this.mgrctl.close();
    const attached = this.attached;
    this.attached = undefined;
    await attached?.close();
    rmSync(join(this.dir, STATE_FILE), { force: true });
    this.dispose();
  }
}

/** Starts the upstream and prepares the manager root. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  if (options.reset) resetFolder(options.dir);
  const sandbox = new RunningSandbox(options);
  try {
    await sandbox.start(options);
    return sandbox;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
