import type { Service } from '../../../billmanager/billmanager.ts';
import type { NewLedgerLicense } from '../../../journal/records.ts';
import { dateOrNull, isRead } from '../../../vendor/end-date.ts';
import type { License, LicenseRow } from '../../../vendor/vendor.ts';
import { ledgerRow, type RowOwner } from '../../engine/ledger-row.ts';
import { fingerprintOf } from '../../engine/which-service.ts';
import { markIn } from '../../installation/remoteid.ts';

/** The part of a ledger row that the vendor tells; the end date where it can be read. */
export function vendorFacts(
  license: License,
): Pick<NewLedgerLicense, 'ip' | 'licname' | 'status' | 'ipChangeDate'> &
  Partial<Pick<NewLedgerLicense, 'expiredate'>> {
  const { ip, licname, status, expiredate, ipChangeDate } = license;
  const end = isRead(expiredate) ? { expiredate } : {};
  return { ip, licname, status: status ?? '', ipChangeDate, ...end };
}

/** The part that the service tells which the license serves. */
export function serviceTerms(
  service: Service,
): Pick<NewLedgerLicense, 'tariff' | 'clientPeriod' | 'fingerprint'> {
  const { pricelist: tariff, period: clientPeriod } = service;
  return { tariff, clientPeriod, fingerprint: fingerprintOf(service) };
}

/**
 * The row of a license as the vendor tells it, singly or in its list. `known`: what only this side
 * knows, or knows better.
 */
export function licenseRow(
  owner: Omit<RowOwner, 'licenseId'>,
  license: LicenseRow & Partial<License>,
  known: Parameters<typeof ledgerRow>[1],
): NewLedgerLicense {
  const { id, pricelist, period, ip, licname, status, expiredate } = license;
  return ledgerRow(
    { ...owner, licenseId: id },
    {
      // one without a mark is still to be carried over
      remoteid: markIn(license.remoteid) === null ? '' : license.remoteid,
      preset: pricelist,
      pricelist,
      period: period === null ? '' : String(period),
      ip,
      licname,
      addons: Object.fromEntries(license.addons ?? []),
      status: status ?? '',
      expiredate: dateOrNull(expiredate),
      ipChangeDate: license.ipChangeDate ?? null,
      ...known,
    },
  );
}
