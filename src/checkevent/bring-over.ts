import { PARAM_LICENSE_ID } from '../billing/billing.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { Supplier } from '../operations/context.ts';
import { readLicense } from '../operations/find-license.ts';
import { isRebuilt } from '../operations/rebuild.ts';
import { withService } from '../operations/service-lock.ts';
import { type Subject, subjectWith } from '../operations/subject.ts';
import { bringUpToDate } from '../operations/sync-item.ts';
import type { Itemtype } from '../products/upstream.ts';
import { guarded, type Pass } from './pass.ts';
import type { Difference } from './read-list.ts';

/** Services that are brought over side by side: while one waits for mgrctl, another's details are on their way. */
const SIDE_BY_SIDE = 4;

/**
 * Fetches the details of the licenses that changed and tells BILLmanager, the longest waiting first. A row is settled in the
 * snapshot only after its service knows: what an interrupted run did not reach differs still next time.
 */
export async function bringOver(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  differences: readonly Difference[],
): Promise<void> {
  pass.report.changed += differences.length;
  const queue = [...differences].sort((a, b) => a.since.getTime() - b.since.getTime());
  pass.progress.start(itemtype, queue.length);
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const difference = next;
      if (pass.isOver()) pass.report.postponed += 1;
      else
        await guarded(pass, `license ${difference.ledger.licenseId}`, () =>
          bringOne(pass, supplier, itemtype, difference),
        );
      pass.progress.advance(1);
    }
  };
  // maintenance ends the run, but not before all that is under way has come to its own end
  const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, worker));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

async function bringOne(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  difference: Difference,
): Promise<void> {
  const { ledger, row, digest } = difference;
  const item = ledger.item ?? '';
  if (pass.report.dryRun) {
    pass.report.plans.push(`update service ${item} from license ${ledger.licenseId}`);
    return;
  }
  const subject = await subjectOfLicense(pass, supplier, itemtype, item);
  if (subject && isForeign(subject, ledger)) await letGo(pass, subject, ledger);
  else if (subject) await updateService(pass, subject, ledger);
  pass.report.updated += 1;
  const journal = await pass.ctx.journal();
  await journal.settleRows({ account: supplier.account, itemtype }, new Map([[row.id, digest]]));
}

async function updateService(pass: Pass, subject: Subject, ledger: LedgerLicense): Promise<void> {
  const { ctx } = pass;
  await withService(ctx, subject.item, async () => {
    const license = await readLicense(subject, ledger.licenseId);
    await bringUpToDate(ctx, subject, ledger, license);
  });
}

/** Another billing uses the same account and numbers its services likewise: the service names its own license. */
function isForeign(subject: Subject, ledger: LedgerLicense): boolean {
  const named = subject.service.params.get(PARAM_LICENSE_ID) ?? '';
  return isRebuilt(ledger) && named !== '' && named !== ledger.licenseId;
}

async function letGo(pass: Pass, subject: Subject, ledger: LedgerLicense): Promise<void> {
  pass.ctx.log.warning(
    `license ${ledger.licenseId} carries the id of service ${subject.item}, which has another license`,
  );
  await (await pass.ctx.journal()).write([{ update: ledger.id, change: { state: 'ended' } }]);
}

/** null when BILLmanager no longer has the service, or another module serves it now. */
export async function subjectOfLicense(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  item: string,
): Promise<Subject | null> {
  const service = await pass.ctx.billing.service(item, itemtype);
  if (!service || (service.processingmodule !== '' && service.processingmodule !== pass.module.id))
    return null;
  return subjectWith(service, supplier);
}
