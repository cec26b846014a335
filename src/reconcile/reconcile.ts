import { toFault } from '../base/fault.ts';
import { isMaintenance } from '../base/maintenance.ts';
import { isModuleName, LICENSES_MODULE, MODULE_NAMES } from '../base/names.ts';
import type { Progress } from '../base/progress.ts';
import type { ModuleSettings } from '../billmanager/billmanager.ts';
import type { Context, VendorConnection } from '../operations/engine/context.ts';
import { requireKnownMachine } from '../operations/engine/known-machine.ts';
import {
  keepCopies,
  licenseModules,
  lookForPutBack,
} from '../operations/installation/module-copy.ts';
import { ownMark } from '../operations/installation/own-mark.ts';
import { Conditions } from './conditions.ts';
import { Differences } from './differences.ts';
import { finishOperations } from './finish-operations.ts';
import { LateOrders } from './late-orders.ts';
import type { ModuleRun } from './module-run.ts';
import { clearForgotten } from './problems.ts';
import { reconcileAccount } from './reconcile-account.ts';
import type { ReconcileRun } from './reconcile-run.ts';
import { newReport, type Report } from './report.ts';
import { Strays } from './strays.ts';

interface CheckeventOptions {
  /** Only this processing module; null for all of this program. */
  readonly module: string | null;
  readonly dryRun: boolean;
  readonly progress: Progress;
}

/**
 * Lets BILLmanager know what the vendor knows, for each processing module of this program: finishes
 * operations left open, applies what changed at the vendor, renews what is due, watches balance and
 * connection. null when another run is under way. A trouble with one license or module never stops
 * the rest; the report names it. Maintenance stops it, also one that begins meanwhile: Fault
 * maintenance, maintenance_unknown. On a machine that is not known nothing is begun: Fault
 * machine_unknown.
 */
export async function checkevent(
  context: Context,
  options: CheckeventOptions,
): Promise<Report | null> {
  const ctx = withoutWaiting(context);
  ctx.mayAct();
  await requireKnownMachine(ctx);
  const lock = await ctx.journal.lock('checkevent', 0);
  if (!lock) return null;
  try {
    const report = newReport(options.dryRun);
    const deadline = ctx.clock.now().getTime() + ctx.conf.sync.timeLimit * 1000;
    const modules = await ctx.billmanager.modules();
    const ours = modules.flatMap(({ id, name, module: program }) =>
      isModuleName(program) && (options.module === null || id === options.module)
        ? [{ id, name, program }]
        : [],
    );
    if (ours.length === 0) {
      report.troubles.push(
        options.module === null
          ? `BILLmanager has no processing module ${MODULE_NAMES.join(' or ')}`
          : `module ${options.module} is not one of ${MODULE_NAMES.join(' or ')}`,
      );
    }
    if (!options.dryRun) await lookForPutBackIn(ctx, modules);
    const common = {
      ctx,
      report,
      mark: await ownMark(ctx),
      progress: options.progress,
      rows: ctx.conf.sync.rows,
      isOver: () => ctx.clock.now().getTime() >= deadline,
    };
    for (const { runs, connection } of await groupsOf(common, ours)) {
      for (const run of runs) await finishOperations(run);
      if (connection) await reconcileAccount(runs, connection);
    }
    await keepInstallation(ctx, report, options.module === null);
    return report;
  } finally {
    options.progress.end();
    await lock.release();
  }
}

/**
 * A journal that was put back must know it before the run writes its own counter over the copies
 * that tell.
 */
async function lookForPutBackIn(ctx: Context, modules: readonly ModuleSettings[]): Promise<void> {
  for (const each of modules) if (each.module === LICENSES_MODULE) await lookForPutBack(ctx, each);
}

/**
 * BILLmanager's copies of the mark follow the journal. A run over everything, without a trouble,
 * has given a journal that was put back what it did not know.
 */
async function keepInstallation(ctx: Context, report: Report, isOverAll: boolean): Promise<void> {
  if (report.dryRun) return;
  const modules = await licenseModules(ctx);
  await keepCopies(ctx, modules);
  const isWhole = isOverAll && report.troubles.length === 0 && report.postponed === 0;
  const { catchingUp } = await ctx.journal.installation();
  if (catchingUp === null || !isWhole) return;
  await clearForgotten(
    ctx,
    modules.map(({ id }) => id),
  );
  await ctx.journal.changeInstallation({ catchingUp: null });
}

/** A license that is still being prepared is looked at again by the next run, not waited for. */
function withoutWaiting(ctx: Context): Context {
  return { ...ctx, conf: { ...ctx.conf, upstream: { ...ctx.conf.upstream, keyWait: 0 } } };
}

type Common = Pick<ReconcileRun, 'ctx' | 'report' | 'mark' | 'progress' | 'rows' | 'isOver'>;

/** Processing modules that are worked on together. */
interface Group {
  readonly runs: readonly [ReconcileRun, ...ReconcileRun[]];
  /** null: there is nothing to be held against a vendor's lists. */
  readonly connection: VendorConnection | null;
}

/**
 * Modules that buy at one vendor account share its lists, and what is found out about it. Accounts
 * of a panel of one's own have no end dates, keys and prices that could change by themselves.
 */
async function groupsOf(
  common: Common,
  modules: readonly ModuleRun['module'][],
): Promise<readonly Group[]> {
  const byAccount = new Map<string, VendorConnection>();
  const members = new Map<string, ModuleRun['module'][]>();
  for (const module of modules) {
    const connection = module.program === LICENSES_MODULE ? await connect(common, module) : null;
    const key = connection ? `account ${connection.account}` : `module ${module.id}`;
    if (connection && !byAccount.has(key)) byAccount.set(key, connection);
    members.set(key, [...(members.get(key) ?? []), module]);
  }
  const groups: Group[] = [];
  for (const [key, [first, ...others]] of members) {
    if (first === undefined) continue;
    const ids = [first, ...others].map(({ id }) => id);
    const shared = {
      ...common,
      modules: ids,
      differences: new Differences(common.ctx, ids),
      conditions: new Conditions(),
      lateOrders: await LateOrders.of(common.ctx.journal, ids),
      strays: new Strays(common.ctx.journal, common.mark),
    };
    const runOf = (module: ModuleRun['module']): ReconcileRun => ({
      ...shared,
      module,
      withTask: [],
    });
    const connection = byAccount.get(key) ?? null;
    groups.push({ runs: [runOf(first), ...others.map(runOf)], connection });
  }
  return groups;
}

/** null: its settings are not complete, which is reported. */
async function connect(
  { ctx, report }: Common,
  { id }: ModuleRun['module'],
): Promise<VendorConnection | null> {
  ctx.mayAct();
  try {
    return await ctx.vendor(await ctx.billmanager.module(id));
  } catch (error) {
    if (isMaintenance(error)) throw error;
    const { type, message, detail } = toFault(error);
    report.troubles.push(`module ${id}: ${message}`);
    ctx.log.error(`checkevent: module ${id}: ${type}: ${message} ${detail}`);
    return null;
  }
}
