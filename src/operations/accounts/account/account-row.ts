import type { Service } from '../../../billmanager/billmanager.ts';
import type { NewLedgerLicense } from '../../../journal/records.ts';
import type { Account } from '../../../panel/panel.ts';
import { ACCOUNT_ITEMTYPE } from '../../../panel/product-type.ts';
import { ledgerRow, type RowOwner } from '../../engine/ledger-row.ts';

/**
 * An account in the ledger: its vendor account is the panel, its license id the user name, its
 * preset the template; what only licenses have stays empty. `service`: null for one that was
 * imported just now.
 */
export function accountRow(
  owner: Omit<RowOwner, 'itemtype' | 'licenseId'>,
  { name, template, status, fullname }: Pick<Account, 'name' | 'template' | 'status' | 'fullname'>,
  service: Service | null,
): NewLedgerLicense {
  const { pricelist = '', period = null, expiredate = null } = service ?? {};
  return ledgerRow(
    { ...owner, itemtype: ACCOUNT_ITEMTYPE, licenseId: name },
    {
      preset: template,
      tariff: pricelist,
      period: period === null ? '' : String(period),
      clientPeriod: period,
      licname: fullname,
      status: status ?? 'active',
      paidUntil: expiredate,
      seenExpiredate: expiredate,
    },
  );
}
