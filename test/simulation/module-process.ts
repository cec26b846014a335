import { toFault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import { noProgress } from '../../src/base/progress.ts';
import type { Conf } from '../../src/conf/conf.ts';
import { notifyFault } from '../../src/entrypoints/module/notify-fault.ts';
import { Request } from '../../src/entrypoints/module/request.ts';
import { sqliteJournal } from '../../src/journal/sqlite-journal.ts';
import { importServices } from '../../src/operations/adopt/import-services.ts';
import type {
  Context,
  ServiceCall,
  VendorConnection,
} from '../../src/operations/engine/context.ts';
import { close } from '../../src/operations/licenses/close.ts';
import { genKey } from '../../src/operations/licenses/gen-key.ts';
import { openWithFailover, reopen } from '../../src/operations/licenses/open.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { resume } from '../../src/operations/licenses/resume.ts';
import { setparam } from '../../src/operations/licenses/setparam.ts';
import { suspend } from '../../src/operations/licenses/suspend.ts';
import { checkevent } from '../../src/reconcile/reconcile.ts';
import type { Report } from '../../src/reconcile/report.ts';
import { billingOf } from '../support/billmanager-client.ts';
import { MODULE } from '../support/billmanager-rows.ts';
import type { BillmanagerWorld } from '../support/billmanager-world.ts';
import { type SimProcess, stepped } from '../support/process.ts';
import { vendorOf } from '../support/vendor-client.ts';
import type { VendorWorld } from '../support/vendor-world.ts';

/**
 * As the table of the protocol's commands has it, but loaded: the simulation takes a process that
 * waits for a file for one that hangs.
 */
const WORK: Readonly<Record<string, (ctx: Context, call: ServiceCall) => Promise<void>>> = {
  open: openWithFailover,
  reopen,
  prolong,
  suspend,
  resume,
  setparam,
  close,
  gen_key: genKey,
};

export interface Surroundings {
  readonly conf: Conf;
  readonly stateFile: string;
  /** The vendor that is reached at a processing module's address, and the account there. */
  vendorAt(url: string): { readonly world: VendorWorld; readonly account: string };
  readonly billmanager: BillmanagerWorld;
  readonly log: (line: string) => void;
}

/** What the executable would be given, made for one process of the simulation. */
export function contextOf(process: SimProcess, around: Surroundings): Context {
  const state = sqliteJournal({ file: around.stateFile, clock: process.clock });
  process.atEnd(() => void state.dispose());
  const journal = stepped(process, state);
  const { rate } = around.conf.upstream;
  const connections = new Map<string, VendorConnection>();
  const connect = (url: string): VendorConnection => {
    const { world, account } = around.vendorAt(url);
    const vendor = vendorOf(process, world, journal, rate, account);
    const connection = connections.get(account) ?? { vendor, account };
    connections.set(account, connection);
    return connection;
  };
  const say = (level: string) => (text: string) => around.log(`${process.name} ${level} ${text}`);
  return {
    conf: around.conf,
    billmanager: billingOf(process, around.billmanager),
    clock: process.clock,
    log: { ...silentLog, info: say(''), warning: say('WARNING'), error: say('ERROR') },
    journal,
    vendor: async ({ url }) => connect(url),
    mayAct: () => undefined,
    panel: () => Promise.reject(new Error('there are no panels here')),
  };
}

/**
 * One call of BILLmanager, with the error flow of the module's entrypoint. Returns the fault, or null.
 */
export async function callModule(
  process: SimProcess,
  around: Surroundings,
  call: {
    readonly command: string;
    readonly item: string;
    readonly runningOperation: string | null;
  },
) {
  const ctx = contextOf(process, around);
  try {
    await WORK[call.command]?.(ctx, { ...call, itemtype: null });
    return null;
  } catch (error) {
    const fault = toFault(error);
    ctx.log.error(`${fault.type} (${fault.kind}): ${fault.message} ${fault.detail}`);
    const { command, item, runningOperation } = call;
    const options = {
      item,
      ...(runningOperation === null ? {} : { runningoperation: runningOperation }),
    };
    const request = new Request({ command, options, words: [], unknown: [] }, 'en');
    await notifyFault(ctx.billmanager, ctx.log, request, fault);
    return { fault, stack: fault.type === 'internal' && error instanceof Error ? error.stack : '' };
  } finally {
    if (!process.dead) process.end();
  }
}

/** One run from cron. */
export async function runCheckevent(
  process: SimProcess,
  around: Surroundings,
): Promise<Report | null> {
  try {
    const options = { module: null, dryRun: false, progress: noProgress };
    return await checkevent(contextOf(process, around), options);
  } finally {
    if (!process.dead) process.end();
  }
}

/** BILLmanager's import of licenses that were bought by hand. */
export async function runImport(process: SimProcess, around: Surroundings): Promise<void> {
  try {
    await importServices(contextOf(process, around), 'license', {
      module: MODULE,
      itemtype: 'soft',
      searchstring: '',
    });
  } finally {
    if (!process.dead) process.end();
  }
}
