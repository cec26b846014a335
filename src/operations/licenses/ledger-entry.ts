import type { LedgerLicense, NewLedgerLicense } from '../../journal/journal.ts';
import { isRead } from '../../vendor/end-date.ts';
import type { License } from '../../vendor/vendor.ts';
import type { LicenseTarget } from './license-context.ts';

/** The part of a ledger row that upstream tells; the end date where it can be read. */
export function vendorFacts(
  license: License,
): Pick<NewLedgerLicense, 'ip' | 'licname' | 'status' | 'ipChangeDate'> &
  Partial<Pick<NewLedgerLicense, 'expiredate'>> {
  const { ip, licname, expiredate, ipChangeDate } = license;
  const end = isRead(expiredate) ? { expiredate } : {};
  return { ip, licname, status: license.status ?? '', ipChangeDate, ...end };
}

/** A row for a license that serves the subject; `known` keeps what an earlier row says. */
export function ledgerEntry(
  target: LicenseTarget,
  license: License,
  known: Partial<
    Pick<LedgerLicense, 'preset' | 'period' | 'addons' | 'paidUntil' | 'seenExpiredate'>
  > = {},
): NewLedgerLicense {
  return {
    account: target.account,
    itemtype: target.itemtype,
    licenseId: license.id,
    item: target.item,
    module: target.module,
    state: 'live',
    preset: known.preset ?? license.pricelist,
    pricelist: license.pricelist,
    tariff: target.service.pricelist,
    period: known.period ?? (license.period === null ? '' : String(license.period)),
    addons: known.addons ?? Object.fromEntries(license.addons),
    paidUntil: known.paidUntil ?? null,
    seenExpiredate: known.seenExpiredate ?? null,
    clientPeriod: target.service.period,
    releasedAt: null,
    expiredate: null,
    ...vendorFacts(license),
  };
}
