import { addDays, dateOf } from '../base/dates.ts';
import { type Fault, toFault } from '../base/fault.ts';
import { faultTypes } from '../base/fault-types.ts';
import { isMaintenance } from '../base/maintenance.ts';
import { ACCOUNTS_MODULE, isModuleName, LICENSES_MODULE, MODULE_NAMES } from '../base/names.ts';
import type { Progress } from '../base/progress.ts';
import type { ModuleSettings } from '../billmanager/billmanager.ts';
import type { LedgerLicense } from '../journal/records.ts';
import type { Context, VendorConnection } from '../operations/engine/context.ts';
import { requireKnownMachine } from '../operations/engine/known-machine.ts';
import { withService } from '../operations/engine/service-lock.ts';
import {
  keepCopies,
  licenseModules,
  lookForPutBack,
} from '../operations/installation/module-copy.ts';
import { ownMark } from '../operations/installation/own-mark.ts';
import { rebuildLedger } from '../operations/licenses/license/rebuild-ledger.ts';
import { followRenumbered } from '../operations/licenses/license/renumbered.ts';
import { ITEMTYPES } from '../vendor/product-types.ts';
import type { Itemtype } from '../vendor/vendor.ts';
import { applyChanges, targetOfLicense } from './apply-changes.ts';
import { carryOver } from './carry-over.ts';
import { Conditions } from './conditions.ts';
import { Differences } from './differences.ts';
import { finishLateOrders, finishOperations } from './finish-operations.ts';
import { LateOrders } from './late-orders.ts';
import { takeInNamedLicenses } from './named-licenses.ts';
import { watchRenewals } from './overdue.ts';
import { clearForgotten, clearProblem, registerProblem } from './problems.ts';
import { readList } from './read-list.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';
import { renewDueLicenses } from './renew-due.ts';
import { newReport, type Report } from './report.ts';
import type { Upcoming } from './upcoming.ts';
import { watchBalance } from './watch-balance.ts';

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
    const mark = await ownMark(ctx);
    if (!options.dryRun) await lookForPutBackIn(ctx, modules);
    for (const module of ours) {
      const isOver = (): boolean => ctx.clock.now().getTime() >= deadline;
      await runModule({
        ctx,
        module,
        report,
        differences: new Differences(ctx, module.id),
        mark,
        conditions: new Conditions(),
        withTask: [],
        progress: options.progress,
        lateOrders: await LateOrders.of(ctx.journal, module.id),
        rows: ctx.conf.sync.rows,
        isOver,
      });
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

async function runModule(run: ReconcileRun): Promise<void> {
  await finishOperations(run);
  // accounts of a panel of one's own have no end dates, keys and prices that could change by
  // themselves
  if (run.module.program === ACCOUNTS_MODULE) return;
  const connection = await guarded(run, `module ${run.module.id}`, async () =>
    run.ctx.vendor(await run.ctx.billmanager.module(run.module.id)),
  );
  if (!connection) return;
  const before = run.report.troubles.length;
  try {
    const upcoming: Upcoming = new Map();
    await makeLedgerWhole(run, connection);
    await takeInNamedLicenses(run, connection);
    for (const itemtype of await typesInUse(run, connection))
      await runList(run, connection, itemtype, upcoming);
    await finishLateOrders(run);
    const isWhole = !run.isOver() && run.report.troubles.length - before === run.differences.told;
    if (isWhole) await run.differences.clearSettled(run);
    await watchBalance(run, connection, upcoming);
    await clearProblem(run, 'processingmodule_connect', '');
  } catch (error) {
    if (isMaintenance(error)) throw error;
    await reportModuleFault(run, toFault(error));
  }
}

/**
 * A new state file is filled from the remoteids at the vendor, once; a type that this account may
 * not list stays for the next run.
 */
async function makeLedgerWhole(
  run: ReconcileRun,
  { vendor, account }: VendorConnection,
): Promise<void> {
  if (run.report.dryRun) return;
  for (const itemtype of ITEMTYPES) {
    const part = { vendor, account, itemtype, module: run.module.id, mark: run.mark };
    await guarded(run, `ledger of ${itemtype}`, () => rebuildLedger(run.ctx, part));
  }
}

/** Product types of which this account has live licenses; other lists hold nothing of interest. */
async function typesInUse(
  run: ReconcileRun,
  connection: VendorConnection,
): Promise<readonly Itemtype[]> {
  const counts = await Promise.all(
    ITEMTYPES.map(
      async itemtype =>
        (await run.ctx.journal.liveLicenseIds({ account: connection.account, itemtype })).length,
    ),
  );
  return ITEMTYPES.filter((_, index) => (counts[index] ?? 0) > 0);
}

async function runList(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  upcoming: Upcoming,
): Promise<void> {
  const ourDate = dateOf(run.ctx.clock.now());
  run.progress.start(`${itemtype} list`, 0);
  const lookAhead = addDays(connection.vendor.today() ?? ourDate, run.ctx.conf.sync.balanceDays);
  const reading = await readList(run, connection, itemtype, lookAhead);
  for (const [currency, amount] of reading.upcoming)
    upcoming.set(currency, (upcoming.get(currency) ?? 0n) + amount);
  // before what ran out at the vendor is mirrored as suspended: a service that is paid further gets
  // its next term
  await renewDueLicenses(run, connection, itemtype, connection.vendor.today() ?? ourDate);
  await applyChanges(run, connection, itemtype, reading.differences);
  await carryOver(run, connection, itemtype);
  for (const license of reading.gone)
    await guarded(run, `license ${license.licenseId}`, async () => {
      if (!(await isRenumbered(run, connection, itemtype, license))) await noteGone(run, license);
    });
  await watchRenewals(run, connection, itemtype, connection.vendor.today() ?? ourDate);
}

/** The vendor may have given it another id, under which it serves on. */
async function isRenumbered(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  license: LedgerLicense,
): Promise<boolean> {
  const item = license.item ?? '';
  if (run.report.dryRun || item === '') return false;
  return withService(run.ctx, item, async () => {
    const target = await targetOfLicense(run, connection, itemtype, item);
    return target !== null && (await followRenumbered(run.ctx, target, license)) !== null;
  });
}

async function noteGone(run: ReconcileRun, license: LedgerLicense): Promise<void> {
  const message = `License ${license.licenseId} of service ${license.item} no longer exists at the license vendor`;
  run.report.gone += 1;
  run.report.troubles.push(message);
  await registerProblem(run, 'cpbillmgr_license_gone', license.item ?? license.licenseId, message);
  if (run.report.dryRun) return;
  await run.ctx.journal.write([
    { update: license.id, change: { state: 'ended', status: 'deleted' } },
  ]);
}

/**
 * The vendor does not answer, or not reliably: the run ends for this module and goes on with the
 * next.
 */
async function reportModuleFault(run: ReconcileRun, fault: Fault): Promise<void> {
  run.report.troubles.push(`module ${run.module.id}: ${fault.message}`);
  run.ctx.log.error(
    `checkevent: module ${run.module.id}: ${fault.type}: ${fault.message} ${fault.detail}`,
  );
  const info = faultTypes()[fault.type];
  if (!('problem' in info)) return;
  await guarded(run, 'problem', () =>
    registerProblem(run, 'processingmodule_connect', '', fault.message),
  );
}
