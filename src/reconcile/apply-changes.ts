import type { LocalizedText } from '../base/localized-text.ts';
import type { LedgerLicense } from '../journal/records.ts';
import { isSameService } from '../journal/service-fingerprint.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { isOutsideSuspension } from '../operations/engine/outside-suspension.ts';
import { withService } from '../operations/engine/service-lock.ts';
import { fingerprintOf } from '../operations/engine/which-service.ts';
import { licenseInLedger } from '../operations/licenses/license/find-license.ts';
import { readOwn, requireOwn } from '../operations/licenses/license/gate.ts';
import { type LicenseTarget, targetWith } from '../operations/licenses/license/license-target.ts';
import { type Differing, differingTariff, syncLicense } from '../operations/licenses/sync-item.ts';
import type { Itemtype, LicenseRow } from '../vendor/vendor.ts';
import type { DifferenceName } from './differences.ts';
import { tellsTheSame } from './fingerprint.ts';
import type { Difference } from './read-list.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

/**
 * Services that are updated side by side: while one waits for mgrctl, another's details are on
 * their way.
 */
const SIDE_BY_SIDE = 4;

/** Within this time a form shows what a list has shown. */
const LONGEST_LAG_MS = 3_600_000;

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
  // maintenance ends the run, but not before all that is under way has come to its own end
  const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, worker));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
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
    await run.differences.look(run, item, () => planOne(run, connection, itemtype, ledger));
    return;
  }
  await run.differences.look(run, item, async () => {
    const standing = await withService(run.ctx, item, () =>
      updateService(run, connection, itemtype, ledger),
    );
    const told: DifferenceName[] = [];
    const tell = async (name: DifferenceName, text: LocalizedText): Promise<void> => {
      await run.differences.tell(run, item, name, text);
      told.push(name);
    };
    if (standing.power === 'suspended_here')
      await tell('cpbillmgr_suspended_here', suspendedHere(ledger));
    if (standing.tariff !== null)
      await tell('cpbillmgr_tariff_differs', tariffDiffers(ledger, standing.tariff));
    if (standing.power !== null || told.length > 0) return told.length > 0 ? told : null;
    run.report.updated += 1;
    if (standing.read && mayLag(run, difference, standing.read)) return told;
    await run.ctx.journal.markSynced(
      { account: connection.account, itemtype },
      new Map([[row.id, fingerprint]]),
    );
    return told;
  });
}

/** What a dry run says of it: the same is read and proved as before the acts themselves. */
async function planOne(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  ledger: LedgerLicense,
): Promise<readonly DifferenceName[] | null> {
  const { ctx, differences, report } = run;
  const item = ledger.item ?? '';
  const target = await targetOfLicense(run, connection, itemtype, item);
  const isItsOwn = target && isSameService(ledger.fingerprint, fingerprintOf(target.service));
  const license = isItsOwn && (await connection.vendor.read(itemtype, ledger.licenseId));
  if (!target || !license) return null;
  await requireOwn(ctx, target, license, ledger);
  const tariff = await differingTariff(ctx, target, ledger, license);
  const { status } = target.service;
  const isApart = status === 'suspended' && license.status === 'active';
  const isSuspendedHere = isApart && !(await isOutsideSuspension(ctx, item));
  if (isSuspendedHere)
    await differences.tell(run, item, 'cpbillmgr_suspended_here', suspendedHere(ledger));
  if (tariff !== null)
    await differences.tell(run, item, 'cpbillmgr_tariff_differs', tariffDiffers(ledger, tariff));
  if (isSuspendedHere || tariff !== null) return null;
  report.updated += 1;
  report.plans.push(`update service ${item} from license ${ledger.licenseId}`);
  return null;
}

/**
 * Do list and form still differ, and may that be because one of them lags? Then the license is
 * looked at again. A vendor whose list and form always differ is believed after an hour.
 */
function mayLag({ ctx }: ReconcileRun, { row, since }: Difference, read: LicenseRow): boolean {
  const age = ctx.clock.now().getTime() - since.getTime();
  return age <= LONGEST_LAG_MS && !tellsTheSame(row, read);
}

/**
 * Under the service's lock: another process may have changed service and license since the list was
 * read.
 */
async function updateService(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  { id, item }: LedgerLicense,
): Promise<Differing & { readonly read: LicenseRow | null }> {
  const { ctx } = run;
  const target = await targetOfLicense(run, connection, itemtype, item ?? '');
  const ledger = target && (await licenseInLedger(ctx, target));
  // nobody's any more, or let go of
  if (!target || ledger?.id !== id) return { power: null, tariff: null, read: null };
  const own = await readOwn(ctx, target, ledger);
  return { ...(await syncLicense(ctx, target, own)), read: own.license };
}

const suspendedHere = ({ item, licenseId }: LedgerLicense): LocalizedText => ({
  en:
    `Service ${item} is suspended in BILLmanager, its license ${licenseId} is active at the license vendor. ` +
    "BILLmanager's suspension stands: suspend the license there, or resume the service",
  ru:
    `Услуга ${item} приостановлена в BILLmanager, а её лицензия ${licenseId} активна у поставщика. ` +
    'Приостановка остаётся в силе: приостановите там лицензию или возобновите услугу',
});

const tariffDiffers = (
  { item, licenseId }: LedgerLicense,
  { here, outside }: NonNullable<Differing['tariff']>,
): LocalizedText => ({
  en:
    `Service ${item} is billed under a tariff for ${here}, its license ${licenseId} has the tariff ${outside} at the license vendor. ` +
    'Nothing is changed by itself: change the tariff of the service or of the license',
  ru:
    `Услуга ${item} тарифицируется как ${here}, а у её лицензии ${licenseId} тариф ${outside} у поставщика. ` +
    'Само ничего не изменится: смените тариф услуги или лицензии',
});

/**
 * null when BILLmanager no longer has the service, or it is bought for at another account now. One
 * list may tell of licenses of several modules: the service says which is its own.
 */
export async function targetOfLicense(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype | undefined,
  item: string,
): Promise<LicenseTarget | null> {
  const service = await run.ctx.billmanager.service(item, itemtype);
  if (!service) return null;
  // a service that does not tell has the module whose ledger names it
  const module = service.processingmodule || run.module.id;
  const target = { ...service, processingmodule: module };
  if (module === run.module.id) return targetWith(target, connection, run.mark);
  const { billmanager } = run.ctx;
  const settings = await billmanager.module(module);
  if (settings.module !== run.module.program) return null;
  const other = await run.ctx.vendor(settings);
  return other.account === connection.account ? targetWith(target, other, run.mark) : null;
}
