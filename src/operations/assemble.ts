import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import type { LogLevel } from '../base/file-log.ts';
import type { Log } from '../base/log.ts';
import { refuseInMaintenance } from '../base/maintenance.ts';
import { Mgrctl } from '../billing/mgrctl.ts';
import { mgrctlBilling } from '../billing/mgrctl-billing.ts';
import type { FullConf } from '../conf/conf.ts';
import type { Journal } from '../journal/journal.ts';
import { LastModule } from '../journal/last-module.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import { ITEMTYPES } from '../products/product-types.ts';
import type { Context, Ground } from './context.ts';

/** The state file, below the manager root (product.md, "Installed tree under the manager root"). */
export const STATE_FILE = 'var/cpbillmgr/state.db';

/** Beside it (docs/journal.md). */
const LAST_MODULE_FILE = 'var/cpbillmgr/last-module';

/** The ground stands at once, and without a conf, so that a fault of the conf can be told. */
export interface Assembly extends Ground {
  /** The context of operations; throws Fault conf_bad, conf_exposed. What it is made of is loaded when it is first asked for. */
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
  const mayAct = (): void => refuseInMaintenance(root);
  const mgrctl = new Mgrctl({ root, moduleName: options.moduleName, mayAct, log });
  const billing = mgrctlBilling(mgrctl, { itemtypes: options.itemtypes ?? ITEMTYPES, log, clock });
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
  const lastModule = new LastModule(join(root, LAST_MODULE_FILE), log);
  const ground: Ground = { billing, clock, log, journal, mayAct, lastModule };
  return {
    ...ground,
    async context() {
      const { loadConf } = await import('../conf/load.ts');
      const conf = await loadConf(root);
      log.setLevel?.(conf.log.level);
      const { Connections } = await import('./connections.ts');
      const connections = new Connections(conf, ground);
      opened.connections.push(connections);
      return {
        ...ground,
        conf,
        supplier: settings => connections.supplier(settings),
        approach: url => connections.approach(url),
        panel: login => connections.panel(login),
      };
    },
    async dispose() {
      await Promise.all([...opened.connections.map(each => each.close()), disposeJournal()]);
    },
  };
}

interface Closable {
  close(): Promise<void>;
}
