import { createHash } from 'node:crypto';
import type { LedgerLicense } from '../journal/journal.ts';
import type { LicenseRow } from '../products/upstream.ts';

/** A list row in twenty characters: equal digests mean that nothing the list tells has changed. */
export function digestOf(row: LicenseRow): string {
  const { name, status, ip, licname, pricelist, period, createdate, expiredate, remoteid, cost } = row;
  const text = JSON.stringify([
    name,
    status,
    ip,
    licname,
    pricelist,
    period,
    createdate,
    expiredate,
    remoteid,
    cost,
  ]);
  return createHash('sha1').update(text).digest('base64url').slice(0, 20);
}

/**
 * Does the ledger know already what the row says? Our own operations change licenses too, and note it in the ledger: such a
 * change needs no look.
 */
export function agrees(row: LicenseRow, ledger: LedgerLicense): boolean {
  return (
    (row.status === null || row.status === ledger.status) &&
    row.expiredate === ledger.expiredate &&
    (row.ip === '' || row.ip === ledger.ip) &&
    (row.licname === '' || row.licname === ledger.licname) &&
    (row.pricelist === '' || row.pricelist === ledger.pricelist)
  );
}
