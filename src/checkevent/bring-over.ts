import type { LedgerLicense } from '../journal/journal.ts';
import type { Supplier } from '../operations/context.ts';
import { licenseInLedger } from '../operations/find-license.ts';
import { readOwn } from '../operations/gate.ts';
import { withService } from '../operations/service-lock.ts';
import { type Subject, subjectWith } from '../operations/subject.ts';
import { bringUpToDate, type Standing } from '../operations/sync-item.ts';
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
  await pass.differences.look(pass, item, async () => {
    const standing = await withService(pass.ctx, item, () => updateService(pass, supplier, itemtype, ledger));
    if (standing === 'suspended_here') {
      // what is under way tells of it itself
      if (!(await isPowerUnderWay(pass, item)))
        await pass.differences.tell(pass, item, 'cpbillmgr_suspended_here', suspendedHere(ledger));
      return true;
    }
    pass.report.updated += 1;
    const journal = await pass.ctx.journal();
    await journal.settleRows({ account: supplier.account, itemtype }, new Map([[row.id, digest]]));
    return false;
  });
}

/** Under the service's lock: another process may have changed service and license since the list was read. */
async function updateService(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  { id, item }: LedgerLicense,
): Promise<Standing | null> {
  const { ctx } = pass;
  const subject = await subjectOfLicense(pass, supplier, itemtype, item ?? '');
  const ledger = subject && (await licenseInLedger(ctx, subject));
  // nobody's any more, or let go of
  if (!subject || ledger?.id !== id) return null;
  return bringUpToDate(ctx, subject, await readOwn(ctx, subject, ledger));
}

async function isPowerUnderWay(pass: Pass, item: string): Promise<boolean> {
  const journal = await pass.ctx.journal();
  const unfinished = await journal.operations({ item, states: ['open', 'waiting'] });
  return unfinished.some(({ command }) => command === 'suspend' || command === 'resume');
}

const suspendedHere = ({ item, licenseId }: LedgerLicense): string =>
  `Service ${item} is suspended in BILLmanager, its license ${licenseId} is active at the license vendor. ` +
  "BILLmanager's suspension stands: suspend the license there, or resume the service";

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
