import type { LedgerLicense, NewLedgerLicense } from '../journal/journal.ts';
import { isRead } from '../products/end-date.ts';
import type { License } from '../products/upstream.ts';
import type { Subject } from './subject.ts';

/** The part of a ledger row that upstream tells; the end date where it can be read. */
export function upstreamFacts(
  license: License,
): Pick<NewLedgerLicense, 'ip' | 'licname' | 'status' | 'ipChangeDate'> &
  Partial<Pick<NewLedgerLicense, 'expiredate'>> {
  const { ip, licname, expiredate, ipChangeDate } = license;
  const end = isRead(expiredate) ? { expiredate } : {};
  return { ip, licname, status: license.status ?? '', ipChangeDate, ...end };
}

/** A row for a license that serves the subject; `known` keeps what an earlier row says. */
export function ledgerEntry(
  subject: Subject,
  license: License,
  known: Partial<Pick<LedgerLicense, 'preset' | 'period' | 'addons' | 'paidUntil' | 'seenExpiredate'>> = {},
): NewLedgerLicense {
  return {
    account: subject.account,
    itemtype: subject.itemtype,
    licenseId: license.id,
    item: subject.item,
    module: subject.module,
    state: 'live',
    preset: known.preset ?? license.pricelist,
    pricelist: license.pricelist,
    tariff: subject.service.pricelist,
    period: known.period ?? (license.period === null ? '' : String(license.period)),
    addons: known.addons ?? Object.fromEntries(license.addons),
    paidUntil: known.paidUntil ?? null,
    seenExpiredate: known.seenExpiredate ?? null,
    clientPeriod: subject.service.period,
    releasedAt: null,
    expiredate: null,
    ...upstreamFacts(license),
  };
}
