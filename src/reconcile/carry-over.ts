import type { LedgerLicense } from '../journal/records.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { withService } from '../operations/engine/service-lock.ts';
import { serviceRemoteId } from '../operations/installation/remoteid.ts';
import { isMarkedFor, type OwnLicense, readOwn } from '../operations/licenses/license/gate.ts';
import type { LicenseTarget } from '../operations/licenses/license/license-target.ts';
import { permitOn } from '../operations/licenses/license/permit.ts';
import { keepsRemoteId, noteNotKept } from '../operations/licenses/license/remoteid-kept.ts';
import type { Itemtype, LicensePermit } from '../vendor/vendor.ts';
import { targetOfLicense } from './apply-changes.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

/** Three requests each: a large installation is carried over in a day, beside its other work. */
const MOST_A_RUN = 200;

/**
 * Licenses that were bought before there were marks carry a bare number, and adopted ones may carry
 * nothing: those that are proved to be ours get our mark. The earlier text is noted. Ends with a
 * vendor that does not keep the mark.
 */
export async function carryOver(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
): Promise<void> {
  const { ctx } = run;
  const { account } = connection;
  const list = { ...connection, itemtype };
  if (!(await keepsRemoteId(ctx, list))) return;
  const query = { account, itemtype, state: 'live', remoteid: '', limit: MOST_A_RUN } as const;
  const bare = await ctx.journal.licenses(query);
  for (const ledger of bare) {
    if (run.isOver()) return;
    await guarded(run, `license ${ledger.licenseId}`, () =>
      carryOne(run, connection, itemtype, ledger),
    );
    if (!(await keepsRemoteId(ctx, list))) return;
  }
}

/** One license whose remoteid is not the service's. */
export async function carryOne(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  { id, item, licenseId }: LedgerLicense,
): Promise<void> {
  const { ctx } = run;
  if (run.report.dryRun) {
    run.report.plans.push(`mark license ${licenseId} of service ${item}`);
    return;
  }
  await withService(ctx, item ?? '', async lock => {
    const target = await targetOfLicense(run, connection, itemtype, item ?? '');
    const ledger = target && (await ctx.journal.licenseOf(target.item));
    if (!target || ledger?.id !== id) return;
    const own = await readOwn(ctx, target, ledger);
    const remoteidBefore = own.license.remoteid;
    if (isMarkedFor(target, remoteidBefore)) {
      await ctx.journal.write([{ update: id, change: { remoteid: remoteidBefore } }]);
      return;
    }
    await mark(run, target, own, permitOn(lock, target, own));
  });
}

async function mark(
  { ctx }: ReconcileRun,
  target: LicenseTarget,
  { ledger, license }: OwnLicense,
  permit: LicensePermit,
): Promise<void> {
  const { vendor, itemtype, item } = target;
  const remoteid = serviceRemoteId(target.mark, item);
  // what stood there is noted first; a run that dies behind the change finds our mark
  await ctx.journal.write([{ update: ledger.id, change: { remoteidBefore: license.remoteid } }]);
  await vendor.change(permit, { remoteid });
  const kept = (await vendor.read(itemtype, ledger.licenseId))?.remoteid ?? '';
  if (kept === remoteid) await ctx.journal.write([{ update: ledger.id, change: { remoteid } }]);
  else await noteNotKept(ctx, target, kept, remoteid);
}
