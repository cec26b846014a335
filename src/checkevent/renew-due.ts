import { addDays, type IsoDate } from '../base/dates.ts';
import { toFault } from '../base/fault.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { Supplier } from '../operations/context.ts';
import { isBehind, renewDue } from '../operations/renew.ts';
import type { Itemtype } from '../products/upstream.ts';
import { subjectOfLicense } from './bring-over.ts';
import { guarded, type Pass } from './pass.ts';

/**
 * Renews the licenses that end within `renew_before` days while their services are active and paid further. Dates are the upstream's own
 * (`today` is the date of its answers), so a clock that is wrong here renews nothing early or late.
 */
export async function renewDueLicenses(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  today: IsoDate,
): Promise<void> {
  if (!supplier.upstream.abilities.prolong) return;
  const journal = await pass.ctx.journal();
  const expiresBy = addDays(today, pass.ctx.conf.sync.renewBefore);
  const due = await journal.licenses({ account: supplier.account, itemtype, state: 'live', expiresBy });
  const ours = due.filter(each => each.module === pass.module.id).sort(byEndDate);
  pass.progress.start('renewals', ours.length);
  for (const ledger of ours) {
    if (pass.isOver()) pass.report.postponed += 1;
    else
      await guarded(pass, `renewal of license ${ledger.licenseId}`, () =>
        renewOne(pass, supplier, itemtype, ledger),
      );
    pass.progress.advance(1);
  }
}

const byEndDate = (a: LedgerLicense, b: LedgerLicense): number =>
  (a.expiredate ?? '').localeCompare(b.expiredate ?? '');

async function renewOne(
  pass: Pass,
  supplier: Supplier,
  itemtype: Itemtype,
  ledger: LedgerLicense,
): Promise<void> {
  const subject = await subjectOfLicense(pass, supplier, itemtype, ledger.item ?? '');
  const isActive = subject?.service.status === 'active';
  if (!isActive || !isBehind(ledger.expiredate, subject.service.expiredate)) return;
  if (pass.report.dryRun) {
    pass.report.plans.push(
      `renew license ${ledger.licenseId} of service ${ledger.item}, which ends on ${ledger.expiredate}`,
    );
    return;
  }
  try {
    if ((await renewDue(pass.ctx, subject, ledger)) !== null) pass.report.renewed += 1;
  } catch (error) {
    const { type, message } = toFault(error);
    if (type !== 'license_foreign') throw error;
    await pass.differences.tell(pass, subject.item, 'cpbillmgr_license_foreign', message);
  }
}
