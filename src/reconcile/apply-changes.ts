import { PARAM_LICENSE_ID } from '../billmanager/billmanager.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { withService } from '../operations/engine/service-lock.ts';
import { readLicense } from '../operations/licenses/license/find-license.ts';
import { type LicenseTarget, targetWith } from '../operations/licenses/license/license-target.ts';
import { isRebuilt } from '../operations/licenses/license/rebuild-ledger.ts';
import { syncLicense } from '../operations/licenses/sync-item.ts';
import type { Itemtype } from '../vendor/vendor.ts';
import type { Difference } from './read-list.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

/**
 * Services that are updated side by side: while one waits for mgrctl, another's details are on
 * their way.
 */
const SIDE_BY_SIDE = 4;

/**
 * Fetches the details of the licenses that changed and tells BILLmanager, the longest waiting
 * first. A row is marked as synced only after its service knows: what an interrupted run did
 * not reach differs still next time.
 */
export async function applyChanges(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  differences: readonly Difference[],
): Promise<void> {
  run.report.changed += differences.length;
  const queue = [...differences].sort((a, b) => a.since.getTime() - b.since.getTime());
  run.progress.start(itemtype, queue.length);
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const difference = next;
      if (run.isOver()) run.report.postponed += 1;
      else
        await guarded(run, `license ${difference.ledger.licenseId}`, () =>
          applyOne(run, connection, itemtype, difference),
        );
      run.progress.advance(1);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

async function applyOne(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  difference: Difference,
): Promise<void> {
  const { ledger, row, fingerprint } = difference;
  const item = ledger.item ?? '';
  if (run.report.dryRun) {
    run.report.plans.push(`update service ${item} from license ${ledger.licenseId}`);
    return;
  }
  const target = await targetOfLicense(run, connection, itemtype, item);
  if (target && isForeign(target, ledger)) await letGo(run, target, ledger);
  else if (target) await updateService(run, target, ledger);
  run.report.updated += 1;
  await run.ctx.journal.markSynced(
    { account: connection.account, itemtype },
    new Map([[row.id, fingerprint]]),
  );
}

async function updateService(
  run: ReconcileRun,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<void> {
  const { ctx } = run;
  await withService(ctx, target.item, async () => {
    const license = await readLicense(target, ledger.licenseId);
    await syncLicense(ctx, target, ledger, license);
  });
}

/**
 * Another billing uses the same account and numbers its services likewise: the service names its
 * own license.
 */
function isForeign(target: LicenseTarget, ledger: LedgerLicense): boolean {
  const named = target.service.params.get(PARAM_LICENSE_ID) ?? '';
  return isRebuilt(ledger) && named !== '' && named !== ledger.licenseId;
}

async function letGo(
  run: ReconcileRun,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<void> {
  run.ctx.log.warning(
    `license ${ledger.licenseId} carries the id of service ${target.item}, which has another license`,
  );
  await run.ctx.journal.write([{ update: ledger.id, change: { state: 'ended' } }]);
}

/** null when BILLmanager no longer has the service, or another module serves it now. */
export async function targetOfLicense(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  item: string,
): Promise<LicenseTarget | null> {
  const service = await run.ctx.billmanager.service(item, itemtype);
  if (!service || (service.processingmodule !== '' && service.processingmodule !== run.module.id))
    return null;
  return targetWith(service, connection);
}
