import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import type { LogLevel } from '../base/file-log.ts';
import type { Log } from '../base/log.ts';
import { refuseInMaintenance } from '../base/maintenance.ts';
import { type ModuleName, PROGRAM } from '../base/names.ts';
import { LAST_MODULE_FILE, STATE_FILE } from '../base/paths.ts';
import { Mgrctl } from '../billmanager/mgrctl/mgrctl.ts';
import { mgrctlBillmanager } from '../billmanager/mgrctl-billmanager.ts';
import { refuseExposedConf } from '../conf/conf-file.ts';
import type { Journal } from '../journal/journal.ts';
import { LastModule } from '../journal/last-module.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import { refuseExposedState } from '../journal/state-file.ts';
import type { CallDependencies, Context } from '../operations/engine/context.ts';
import { ALL_ITEMTYPES, MODULE_ITEMTYPES } from '../operations/engine/module-itemtypes.ts';

/** The ground stands at once, and without a conf, so that a fault of the conf can be told. */
export interface App extends CallDependencies {
  /**
   * Throws Fault conf_exposed, state_exposed, state_folder_exposed, path_exposed where others may
   * change the conf or the state, or exchange them. For the time before the first question to
   * BILLmanager, which can still be told of such a fault: its own mgrctl is looked at apart.
   */
  refuseExposed(): void;
  /**
   * The context of operations; throws these Faults and conf_bad. What it is made of is loaded when
   * it is first asked for.
   */
  context(): Promise<Context>;
  /** Closes what was opened. */
  dispose(): Promise<void>;
}

export interface AppOptions {
  /** The manager root. */
  readonly root: string;
  /**
   * The name that BILLmanager's own journal shows. Services are looked for among the product types
   * of the processing module of this name, or of both, under the program's.
   */
  readonly moduleName: ModuleName | typeof PROGRAM;
  readonly log: Log & { setLevel?(level: LogLevel): void };
  readonly clock?: Clock;
}

/** The real house: this machine's files, mgrctl and network. */
export function createApp(options: AppOptions): App {
  const clock = options.clock ?? systemClock;
  const { log, root, moduleName } = options;
  const mayAct = (): void => refuseInMaintenance(root);
  const mgrctl = new Mgrctl({ root, moduleName, mayAct, log });
  const billmanager = mgrctlBillmanager(mgrctl, {
    itemtypes: moduleName === PROGRAM ? ALL_ITEMTYPES : MODULE_ITEMTYPES[moduleName],
    log,
    clock,
  });
  const opened: { journal?: Promise<Journal>; connections: Closable[] } = { connections: [] };
  const stateFile = join(root, STATE_FILE);
  const journal = (): Promise<Journal> => {
    opened.journal ??= openJournal({ file: stateFile, clock, log });
    return opened.journal;
  };
  const disposeJournal = async (): Promise<void> => {
    // one that could not be opened has been reported by whoever asked for it
    const open = await opened.journal?.catch(() => null);
    await open?.dispose();
  };
  const lastModule = new LastModule(join(root, LAST_MODULE_FILE), log);
  const dependencies: CallDependencies = { billmanager, clock, log, journal, mayAct, lastModule };
  let isTrusted = false;
  const refuseExposed = (): void => {
    if (isTrusted) return;
    refuseExposedConf(root);
    refuseExposedState(stateFile);
    isTrusted = true;
  };
  return {
    ...dependencies,
    refuseExposed,
    async context() {
      refuseExposed();
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
