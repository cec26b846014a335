import type { NewLedgerLicense } from '../../journal/records.ts';

/** Whose row it is: every license or account that serves, or served, a service. */
export type RowOwner = Pick<
  NewLedgerLicense,
  'account' | 'itemtype' | 'licenseId' | 'item' | 'module'
>;

/** The one maker of ledger rows: a live row, with empty fields where `facts` has none. */
export function ledgerRow(
  { account, itemtype, licenseId, item, module }: RowOwner,
  facts: Partial<Omit<NewLedgerLicense, keyof RowOwner>>,
): NewLedgerLicense {
  return {
    account,
    itemtype,
    licenseId,
    item,
    module,
    fingerprint: '',
    state: 'live',
    source: 'order',
    remoteid: '',
    remoteidBefore: null,
    preset: '',
    pricelist: '',
    tariff: '',
    period: '',
    ip: '',
    licname: '',
    addons: {},
    status: '',
    expiredate: null,
    boughtUntil: null,
    paidUntil: null,
    seenExpiredate: null,
    clientPeriod: null,
    ipChangeDate: null,
    releasedAt: null,
    ...facts,
  };
}
