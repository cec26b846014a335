import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import type { LogLevel } from '../base/file-log.ts';
import type { Log } from '../base/log.ts';
import { Mgrctl } from '../billmanager/mgrctl/mgrctl.ts';
import { mgrctlBillmanager } from '../billmanager/mgrctl-billmanager.ts';
import type { FullConf } from '../conf/conf.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import type { Manager } from '../manager-api/manager.ts';
import type { CallDependencies, Context } from '../operations/engine/context.ts';
import { ITEMTYPES } from '../vendor/product-types.ts';

/** The state file, below the manager root (product.md, "Installed tree under the manager root"). */
export const STATE_FILE = 'var/cpbillmgr/state.db';

/** The ground stands at once, and without a conf, so that a fault of the conf can be told. */
export interface App extends CallDependencies {
  /**
   * The context of operations; throws Fault conf_bad, conf_exposed. What it is made of is loaded
   * when it is first asked for.
   */
  context(): Promise<Context & { readonly conf: FullConf }>;
  /** Closes what was opened. */
  dispose(): Promise<void>;
}

export interface AppOptions {
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
export function createApp(options: AppOptions): App {
  const clock = options.clock ?? systemClock;
  const { log, root } = options;
  const mgrctl = new Mgrctl({ root, moduleName: options.moduleName, log });
  const billmanager = mgrctlBillmanager(loadingHttp(mgrctl), {
    itemtypes: options.itemtypes ?? ITEMTYPES,
    log,
    clock,
  });
  const opened: { journal?: Promise<Journal>; connections: Closable[] } = { connections: [] };
  const journal = (): Promise<Journal> => {
    opened.journal ??= openJournal({ file: join(root, STATE_FILE), clock, log });
    return opened.journal;
  };
  const disposeJournal = async (): Promise<void> => {
    // one that could not be opened has been reported by whoever asked for it
    const open = await opened.journal?.catch(() => null);
    await open?.dispose();
  };
  const dependencies: CallDependencies = { billmanager, clock, log, journal };
  return {
    ...dependencies,
    async context() {
      const { loadConf } = await import('../conf/load.ts');
      const conf = await loadConf(root);
      log.setLevel?.(conf.log.level);
      const { Connections } = await import('./connections.ts');
      const connections = new Connections(conf, dependencies);
      opened.connections.push(connections);
      return {
        ...dependencies,
        conf,
        supplier: settings => connections.supplier(settings),
        panel: login => connections.panel(login),
      };
    },
    async dispose() {
      await Promise.all([...opened.connections.map(each => each.close()), disposeJournal()]);
    },
  };
}

/**
 * What speaks HTTP is loaded while BILLmanager works on its first answer: nearly every call that
 * asks it something asks a vendor or a panel next.
 */
function loadingHttp(manager: Manager): Manager {
  let isLoaded = false;
  return {
    serverTime: () => manager.serverTime(),
    call(...request) {
      const answer = manager.call(...request);
      if (!isLoaded) setImmediate(() => void import('../manager-api/undici-parts.ts'));
      isLoaded = true;
      return answer;
    },
  };
}

interface Closable {
  close(): Promise<void>;
}
