import { addDays, dateOf } from '../base/dates.ts';
import { type Fault, toFault } from '../base/fault.ts';
import { faultTypes } from '../base/fault-types.ts';
import { isMaintenance } from '../base/maintenance.ts';
import type { LedgerLicense } from '../journal/records.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { withService } from '../operations/engine/service-lock.ts';
import { rebuildLedger } from '../operations/licenses/license/rebuild-ledger.ts';
import { followRenumbered } from '../operations/licenses/license/renumbered.ts';
import { ITEMTYPES } from '../vendor/product-types.ts';
import type { Itemtype } from '../vendor/vendor.ts';
import { applyChanges, targetOfLicense } from './apply-changes.ts';
import { carryOver } from './carry-over.ts';
import { finishLateOrders } from './finish-operations.ts';
import { takeInNamedLicenses } from './named-licenses.ts';
import { settleOrphans } from './orphans/settle-orphans.ts';
import { watchRenewals } from './overdue.ts';
import { clearProblem, registerProblem, textsOf } from './problems.ts';
import { readList } from './read-list.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';
import { renewDueLicenses } from './renew-due.ts';
import type { Upcoming } from './upcoming.ts';
import { watchBalance } from './watch-balance.ts';

/**
 * Holds the licenses of one vendor account against ledger and BILLmanager, for all processing
 * modules that buy there: each list is read once, and a service says which module it belongs to.
 * `runs`: theirs. A vendor that does not answer ends the pass, and the next account follows.
 */
export async function reconcileAccount(
  runs: readonly [ReconcileRun, ...ReconcileRun[]],
  connection: VendorConnection,
): Promise<void> {
  const [run] = runs;
  const before = run.report.troubles.length;
  try {
    const upcoming: Upcoming = new Map();
    await makeLedgerWhole(run, connection);
    await takeInNamedLicenses(run, connection);
    for (const itemtype of await typesInUse(run, connection))
      await runList(run, connection, itemtype, upcoming);
    await finishLateOrders(run);
    run.report.strays += await run.strays.count();
    const isWhole = !run.isOver() && run.report.troubles.length - before === run.differences.told;
    if (isWhole) await run.differences.clearSettled(run);
    for (const itemtype of ITEMTYPES) await settleOrphans(run, connection, itemtype);
    await watchBalance(run, connection, upcoming);
    for (const each of runs) await clearProblem(each, 'processingmodule_connect', '');
  } catch (error) {
    if (isMaintenance(error)) throw error;
    const fault = toFault(error);
    for (const each of runs) await reportModuleFault(each, fault);
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
  const service = await run.ctx.billmanager.service(license.item ?? '', license.itemtype);
  // nobody misses the license of a service that is gone itself
  const isMissed = service !== null && service.status !== 'deleted';
  if (isMissed) await tellGone(run, license);
  if (run.report.dryRun) return;
  await run.ctx.journal.write([
    { update: license.id, change: { state: 'ended', status: 'deleted' } },
  ]);
}

async function tellGone(run: ReconcileRun, license: LedgerLicense): Promise<void> {
  const { licenseId, item } = license;
  const text = {
    en: `License ${licenseId} of service ${item} no longer exists at the license vendor`,
    ru: `Лицензии ${licenseId} услуги ${item} больше нет у поставщика`,
  };
  run.report.gone += 1;
  run.report.troubles.push(text.en);
  await registerProblem(run, 'cpbillmgr_license_gone', item ?? licenseId, text);
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
    registerProblem(run, 'processingmodule_connect', '', textsOf(fault)),
  );
}
