import { addDays, dateOf } from '../base/dates.ts';
import { type Fault, toFault } from '../base/fault.ts';
import { faultTypes } from '../base/fault-types.ts';
import { isMaintenance } from '../base/maintenance.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { ACCOUNT_MODULE } from '../operations/accounts/account-subject.ts';
import type { Context, Supplier } from '../operations/context.ts';
import { rebuildLedger } from '../operations/rebuild.ts';
import { ITEMTYPES } from '../products/product-types.ts';
import type { Itemtype } from '../products/upstream.ts';
import { bringOver } from './bring-over.ts';
import { Differences } from './differences.ts';
import { finishOperations } from './finish.ts';
import { watchBalance } from './funds.ts';
import { guarded, type Pass } from './pass.ts';
import { clearProblem, registerProblem } from './problems.ts';
import type { Progress } from './progress.ts';
import { readList } from './read-list.ts';
import { renewDueLicenses } from './renew-due.ts';
import { newReport, type Report } from './report.ts';
import type { Upcoming } from './upcoming.ts';

export interface CheckeventOptions {
  /** Only this processing module; null for all of this program. */
  readonly module: string | null;
  readonly dryRun: boolean;
  readonly progress: Progress;
}

/** The programs whose operations are finished; the lists of licenses are those of the first. */
const PROGRAMS: readonly string[] = ['pmcpbillmgr', ACCOUNT_MODULE];

/**
 * Lets BILLmanager know what upstream knows, for each processing module of this program: finishes
 * operations left open, brings over what changed upstream, renews what is due, watches balance and
 * connection. null when another run is under way. A trouble with one license or module never stops
 * the rest; the report names it. Maintenance stops it, also one that begins meanwhile: Fault
 * maintenance, maintenance_unknown.
 */
export async function checkevent(context: Context, options: CheckeventOptions): Promise<Report | null> {
  const ctx = withoutWaiting(context);
  ctx.mayAct();
  const journal = await ctx.journal();
  const lock = await journal.lock('checkevent', 0);
  if (!lock) return null;
  try {
    const report = newReport(options.dryRun);
    const deadline = ctx.clock.now().getTime() + ctx.conf.sync.timeLimit * 1000;
    const modules = await ctx.billing.modules();
    const ours = modules.filter(
      each => PROGRAMS.includes(each.module) && (options.module === null || each.id === options.module),
    );
    if (ours.length === 0) {
      report.troubles.push(
        options.module === null
          ? `BILLmanager has no processing module ${PROGRAMS.join(' or ')}`
          : `module ${options.module} is not one of ${PROGRAMS.join(' or ')}`,
      );
    }
    for (const { id, name, module: program } of ours) {
      const isOver = (): boolean => ctx.clock.now().getTime() >= deadline;
      await runModule({
        ctx,
        module: { id, name, program },
        report,
        differences: new Differences(ctx, id),
        progress: options.progress,
        rows: ctx.conf.sync.rows,
        isOver,
      });
    }
    return report;
  } finally {
    options.progress.end();
    await lock.release();
  }
}

/** A license that is still being prepared is looked at again by the next run, not waited for. */
function withoutWaiting(ctx: Context): Context {
  return { ...ctx, conf: { ...ctx.conf, upstream: { ...ctx.conf.upstream, keyWait: 0 } } };
}

async function runModule(pass: Pass): Promise<void> {
  await finishOperations(pass);
  // accounts of a panel of one's own have no end dates, keys and prices that could change by themselves
  if (pass.module.program === ACCOUNT_MODULE) return;
  const supplier = await guarded(pass, `module ${pass.module.id}`, async () =>
    pass.ctx.supplier(await pass.ctx.billing.module(pass.module.id)),
  );
  if (!supplier) return;
  const before = pass.report.troubles.length;
  try {
    const upcoming: Upcoming = new Map();
    await makeLedgerWhole(pass, supplier);
    for (const itemtype of await typesInUse(pass, supplier))
      await runList(pass, supplier, itemtype, upcoming);
    const isWhole = !pass.isOver() && pass.report.troubles.length - before === pass.differences.told;
    if (isWhole) await pass.differences.clearSettled(pass);
    await watchBalance(pass, supplier, upcoming);
    await clearProblem(pass, 'processingmodule_connect', '');
  } catch (error) {
    if (isMaintenance(error)) throw error;
    await reportModuleFault(pass, toFault(error));
  }
}

/** A new state file is filled from the remoteids upstream, once; a type that this account may not list stays for the next run. */
async function makeLedgerWhole(pass: Pass, { upstream, account }: Supplier): Promise<void> {
  if (pass.report.dryRun) return;
  for (const itemtype of ITEMTYPES) {
    const part = { upstream, account, itemtype, module: pass.module.id };
    await guarded(pass, `ledger of ${itemtype}`, () => rebuildLedger(pass.ctx, part));
  }
}

/** Product types of which this account has licenses that serve somebody; the others' lists have nothing to tell. */
async function typesInUse(pass: Pass, supplier: Supplier): Promise<readonly Itemtype[]> {
  const journal = await pass.ctx.journal();
  const counts = await Promise.all(
    ITEMTYPES.map(
      async itemtype => (await journal.liveLicenseIds({ account: supplier.account, itemtype })).length,
    ),
  );
  return ITEMTYPES.filter((_, index) => (counts[index] ?? 0) > 0);
}

async function runList(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  upcoming: Upcoming,
): Promise<void> {
  const ourDate = dateOf(pass.ctx.clock.now());
  pass.progress.start(`${itemtype} list`, 0);
  const lookAhead = addDays(supplier.upstream.today() ?? ourDate, pass.ctx.conf.sync.balanceDays);
  const reading = await readList(pass, supplier, itemtype, lookAhead);
  for (const [currency, amount] of reading.upcoming)
    upcoming.set(currency, (upcoming.get(currency) ?? 0n) + amount);
  // before what ran out upstream is mirrored as suspended: a service that is paid further gets its next term
  await renewDueLicenses(pass, supplier, itemtype, supplier.upstream.today() ?? ourDate);
  await bringOver(pass, supplier, itemtype, reading.differences);
  for (const license of reading.gone)
    await guarded(pass, `license ${license.licenseId}`, () => noteGone(pass, license));
}

async function noteGone(pass: Pass, license: LedgerLicense): Promise<void> {
  const message = `License ${license.licenseId} of service ${license.item} no longer exists at the license vendor`;
  pass.report.gone += 1;
  pass.report.troubles.push(message);
  await registerProblem(pass, 'cpbillmgr_license_gone', license.item ?? license.licenseId, message);
  if (pass.report.dryRun) return;
  await (await pass.ctx.journal()).write([
    { update: license.id, change: { state: 'ended', status: 'deleted' } },
  ]);
}

/** The upstream does not answer, or answers nothing that can be trusted: the run ends for this module, the next one goes on. */
async function reportModuleFault(pass: Pass, fault: Fault): Promise<void> {
  pass.report.troubles.push(`module ${pass.module.id}: ${fault.message}`);
  pass.ctx.log.error(`checkevent: module ${pass.module.id}: ${fault.type}: ${fault.message} ${fault.detail}`);
  const info = faultTypes()[fault.type];
  if (!('problem' in info)) return;
  await guarded(pass, 'problem', () => registerProblem(pass, 'processingmodule_connect', '', fault.message));
}
