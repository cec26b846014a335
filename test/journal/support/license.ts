import type { NewLedgerLicense } from '../../../src/journal/records.ts';

/** A live license of service 117 unless said otherwise. */
export function license(changes: Partial<NewLedgerLicense> = {}): NewLedgerLicense {
  return {
    account: 'api.example.com/reseller',
    itemtype: 'soft',
    licenseId: '9001',
    item: '117',
    module: '3',
    state: 'live',
    fingerprint: '',
    source: 'order',
    remoteid: '',
    remoteidBefore: null,
    boughtUntil: null,
    preset: '3541',
    pricelist: '3541',
    tariff: '12',
    period: '1',
    ip: '192.0.2.7',
    licname: 'client.example.com',
    addons: {},
    status: 'active',
    expiredate: null,
    paidUntil: null,
    seenExpiredate: null,
    clientPeriod: 1,
    ipChangeDate: null,
    releasedAt: null,
    ...changes,
  };
}
