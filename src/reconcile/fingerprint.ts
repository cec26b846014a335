import { createHash } from 'node:crypto';
import { sameAddress } from '../base/address.ts';
import { daysBetween, type IsoDate, parseDate } from '../base/dates.ts';
import type { LedgerLicense } from '../journal/records.ts';
import { dateOrNull } from '../vendor/end-date.ts';
import type { LicenseRow } from '../vendor/vendor.ts';

/**
 * When licenses are read again although nothing has changed: each once in `days` days, on the day
 * that its id gives it, so that every day has its share. null: never.
 */
export interface Rereading {
  readonly days: number;
  /** The vendor's. */
  readonly today: IsoDate;
}

/**
 * A list row in twenty characters: equal fingerprints mean that nothing in the list has changed,
 * and that the license is not due to be read again.
 */
export function fingerprintOf(row: LicenseRow, rereading: Rereading | null): string {
  const { name, status, ip, licname, pricelist, period, createdate, expiredate, remoteid, cost } =
    row;
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
    ...(rereading === null ? [] : [turnOf(row.id, rereading)]),
  ]);
  return createHash('sha1').update(text).digest('base64url').slice(0, 20);
}

/**
 * Does the ledger already have the row's data? Our own operations change licenses too, and note it
 * in the ledger: such a change needs no look.
 */
export function agrees(row: LicenseRow, ledger: LedgerLicense): boolean {
  return (
    (row.status === null || row.status === ledger.status) &&
    row.expiredate === ledger.expiredate &&
    (row.ip === '' || sameAddress(row.ip, ledger.ip)) &&
    (row.licname === '' || row.licname === ledger.licname) &&
    (row.pricelist === '' || row.pricelist === ledger.pricelist) &&
    (row.remoteid === '' || row.remoteid === ledger.remoteid)
  );
}

/** Do a list and a form tell the same of a license, as far as both tell? */
export function tellsTheSame(row: LicenseRow, form: LicenseRow): boolean {
  const isSame = (one: unknown, other: unknown): boolean =>
    one === null || other === null || one === '' || other === '' || one === other;
  return (
    isSame(row.status, form.status) &&
    isSame(dateOrNull(row.expiredate), dateOrNull(form.expiredate)) &&
    (isSame(row.ip, form.ip) || sameAddress(row.ip, form.ip)) &&
    isSame(row.licname, form.licname) &&
    isSame(row.pricelist, form.pricelist)
  );
}

const FIRST_DAY = parseDate('2000-01-01');

/** Rises by one every `days` days. */
function turnOf(id: string, { days, today }: Rereading): number {
  const day = FIRST_DAY === null ? 0 : daysBetween(FIRST_DAY, today);
  return Math.floor((day + (Number(id.slice(-9)) || 0)) / days);
}
