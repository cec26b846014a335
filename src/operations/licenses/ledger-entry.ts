import type { LedgerLicense, NewLedgerLicense } from '../../journal/journal.ts';
import type { License } from '../../vendor/vendor.ts';
import type { LicenseTarget } from './license-context.ts';

/** The part of a ledger row that upstream tells. */
export function vendorFacts(
  license: License,
): Pick<NewLedgerLicense, 'ip' | 'licname' | 'status' | 'expiredate' | 'ipChangeDate'> {
  return {
    ip: license.ip,
    licname: license.licname,
    status: license.status ?? '',
    expiredate: license.expiredate,
    ipChangeDate: license.ipChangeDate,
  };
}

/** A row for a license that serves the target's service; `known` keeps what an earlier row says. */
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
    ...vendorFacts(license),
  };
}
