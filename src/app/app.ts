import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import type { LogLevel } from '../base/file-log.ts';
import type { Log } from '../base/log.ts';
import { type MayAct, refuseInMaintenance } from '../base/maintenance.ts';
import { type ModuleName, PROGRAM } from '../base/names.ts';
import { STATE_FILE } from '../base/paths.ts';
import type { Billmanager } from '../billmanager/billmanager.ts';
import { Mgrctl } from '../billmanager/mgrctl/mgrctl.ts';
import { mgrctlBillmanager } from '../billmanager/mgrctl-billmanager.ts';
import type { Conf } from '../conf/conf.ts';
import { refuseExposedConf } from '../conf/conf-file.ts';
import type { Journal } from '../journal/journal.ts';
import { sqliteJournal } from '../journal/sqlite-journal.ts';
import { refuseExposedState } from '../journal/state-file.ts';
import type { Manager } from '../manager-api/manager.ts';
import type { Context } from '../operations/engine/context.ts';
import { ALL_ITEMTYPES, MODULE_ITEMTYPES } from '../operations/engine/module-itemtypes.ts';
import type { Connections } from './connections.ts';
import { appFacts } from './facts.ts';

/** What one process works with. Nothing is read or opened before it is needed. */
export interface App {
  /** Works without a conf, so that a fault of the conf can be reported. */
  readonly billmanager: Billmanager;
  /** Works without a conf as well. */
  readonly journal: Journal;
  readonly clock: Clock;
  /** Context.mayAct. */
  readonly mayAct: MayAct;
  /**
   * Throws Fault conf_exposed, state_exposed, state_folder_exposed, path_exposed if others may
   * change or replace the conf or the state. To be called before the first question to BILLmanager,
   * which can still be told of such a fault.
   */
  refuseExposed(): void;
  /** Throws these Faults and conf_bad. */
  context(): Promise<Context>;
  /** Closes what was opened. */
  dispose(): Promise<void>;
}

interface AppOptions {
  /** The manager root. */
  readonly root: string;
  /**
   * The name that BILLmanager's own journal shows. Services are looked for among the product types
   * of the processing module with this name; with the program's own name, of both modules.
   */
  readonly moduleName: ModuleName | typeof PROGRAM;
  readonly log: Log & { setLevel?(level: LogLevel): void };
  readonly clock?: Clock;
}

/** This machine's files, mgrctl and network. */
export function createApp(options: AppOptions): App {
  const { log, root, moduleName, clock = systemClock } = options;
  const mayAct = (): void => refuseInMaintenance(root);
  let conf: Promise<Conf> | undefined;
  const readConf = (): Promise<Conf> => {
    conf ??= import('../conf/load.ts').then(({ loadConf }) => loadConf(root));
    return conf;
  };
  const loadHttp = loadingHttp();
  const program = new Mgrctl({ root, moduleName, mayAct, log });
  const mgrctl = asking(program, loadHttp);
  const itemtypes = moduleName === PROGRAM ? ALL_ITEMTYPES : MODULE_ITEMTYPES[moduleName];
  const facts = appFacts({
    ...{ root, manager: mgrctl, itemtypes, clock, log },
    conf: readConf,
    onQuestion: loadHttp,
  });
  const billmanager = mgrctlBillmanager(mgrctl, { facts, clock });
  const connections: Connections[] = [];
  const stateFile = join(root, STATE_FILE);
  const journal = sqliteJournal({ file: stateFile, clock, log });
  let isTrusted = false;
  const refuseExposed = (): void => {
    if (isTrusted) return;
    refuseExposedConf(root);
    refuseExposedState(stateFile);
    // an order must be reported through mgrctl, so check it before facts that do not need it lead
    // to one
    program.refuseExposed();
    isTrusted = true;
  };
  return {
    billmanager,
    journal,
    clock,
    mayAct,
    refuseExposed,
    async context() {
      refuseExposed();
      const conf = await readConf();
      log.setLevel?.(conf.log.level);
      const { Connections } = await import('./connections.ts');
      const made = new Connections(conf, { clock, log, journal, mayAct });
      connections.push(made);
      return {
        conf,
        billmanager,
        clock,
        log,
        journal,
        mayAct,
        vendor: login => made.vendor(login),
        panel: login => made.panel(login),
      };
    },
    async dispose() {
      for (const each of connections) await each.close();
      facts.close();
      await journal.dispose();
    },
  };
}

/**
 * Loads the HTTP code while BILLmanager works on its first answer: nearly every call that asks
 * BILLmanager something asks a vendor or a panel next.
 */
function loadingHttp(): () => void {
  let isLoaded = false;
  return () => {
    if (!isLoaded) setImmediate(() => void import('../manager-api/undici-parts.ts'));
    isLoaded = true;
  };
}

function asking(manager: Manager, onQuestion: () => void): Manager {
  return {
    serverTime: () => manager.serverTime(),
    call(...request) {
      const answer = manager.call(...request);
      onQuestion();
      return answer;
    },
  };
}
