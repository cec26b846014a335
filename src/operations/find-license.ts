import { Fault } from '../base/fault.ts';
import { PARAM_LICENSE_ID } from '../billing/billing.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { License, LicenseRow } from '../products/upstream.ts';
import { findByAddress, findByRemoteId } from '../products/whole-list.ts';
import type { Context } from './context.ts';
import { ledgerEntry } from './ledger-entry.ts';
import type { Subject } from './subject.ts';
import { saveLicenseParams, UNTOLD } from './tell.ts';

/**
 * The license that serves a service: from the ledger, else from the service's own `license_id`, else by remoteid
 * from the whole upstream list. What is found beside the ledger is put into it, so a deleted state file grows again by use.
 * null: there is none. Faults: license_ambiguous, list_not_whole.
 */
export async function findLicense(ctx: Context, subject: Subject): Promise<LedgerLicense | null> {
  const journal = await ctx.journal();
  const known = await journal.licenseOf(subject.item);
  if (known) return known;
  const license = (await licenseNamedByService(subject)) ?? (await licenseByRemoteId(ctx, subject));
  if (!license) return null;
  ctx.log.info(
    `service ${subject.item}: license ${license.id} was unknown to the state and is taken into it`,
  );
  await journal.write([{ put: { ...ledgerEntry(subject, license), status: UNTOLD } }]);
  await saveLicenseParams(ctx, subject, license);
  return journal.licenseOf(subject.item);
}

/** findLicense, or Fault license_unknown. */
export async function requireLicense(ctx: Context, subject: Subject): Promise<LedgerLicense> {
  const license = await findLicense(ctx, subject);
  if (!license) throw new Fault('license_unknown', { object: subject.item });
  return license;
}

/** The license as upstream has it now, or Fault license_gone. */
export async function readLicense(subject: Subject, id: string): Promise<License> {
  const license = await subject.upstream.read(subject.itemtype, id);
  if (!license || license.status === 'deleted')
    throw new Fault('license_gone', { object: subject.item, value: id });
  return license;
}

/** The same for an act: Fault license_preparing (passing) while upstream is still at work on the license and takes none. */
export async function readPrepared(subject: Subject, id: string): Promise<License> {
  const license = await readLicense(subject, id);
  requirePrepared(license);
  return license;
}

export function requirePrepared({ id, status }: License): void {
  if (status === 'ordered' || status === 'processing') throw new Fault('license_preparing', { object: id });
}

/** Runs an act on a license that may have been deleted since it was read: Fault license_gone then. */
export async function onLicense<T>(subject: Subject, id: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isAboutIt =
      error instanceof Fault &&
      error.type === 'upstream_missed' &&
      (error.value === id || error.object === 'elid');
    throw isAboutIt ? new Fault('license_gone', { object: subject.item, value: id, cause: error }) : error;
  }
}

export const isGone = (error: unknown): boolean => error instanceof Fault && error.type === 'license_gone';

/**
 * Looks upstream for an order of this service whose answer was lost: walks through the whole list. With remoteid it is
 * unmistakable; the classic dialect is searched by address and name. null: it was certainly never placed.
 * Faults: license_ambiguous (several, or one that is plainly somebody else's), list_not_whole.
 */
export async function findOrder(
  ctx: Context,
  subject: Subject,
  wanted: OrderMarks,
): Promise<LicenseRow | null> {
  const { upstream, itemtype, item } = subject;
  const known = await knownIds(ctx, subject);
  const found = upstream.abilities.remoteid
    ? await findByRemoteId(upstream, itemtype, item, known)
    : (await findByAddress(upstream, wanted, known)).filter(row => !known.includes(row.id));
  if (found.length > 1) {
    throw new Fault('license_ambiguous', { object: item, value: found.map(row => row.id).join(', ') });
  }
  const row = found[0] ?? null;
  if (row && row.id !== wanted.answered) refuseForeign(subject, row, wanted);
  return row;
}

/** What an order carries that tells it from others. */
export interface OrderMarks {
  readonly ip: string;
  readonly licname: string;
  readonly pricelist: string;
  /** The id that the order was answered with, where that is known: a person may have changed the license since. */
  readonly answered?: string;
}

/** A license that carries our id of the service but cannot be its: another billing may use the same account. */
export function refuseForeign(
  subject: Subject,
  row: Pick<LedgerLicense, 'ip' | 'pricelist'> & { readonly id: string | number },
  wanted: OrderMarks,
): void {
  const otherTariff = row.pricelist !== '' && row.pricelist !== wanted.pricelist;
  const otherAddress = subject.type.address && row.ip !== '' && row.ip !== wanted.ip;
  if (!otherTariff && !otherAddress) return;
  const value = `${row.id} (remoteid ${subject.item}, but pricelist ${row.pricelist} and address ${row.ip})`;
  throw new Fault('license_ambiguous', { object: subject.item, value });
}

async function licenseNamedByService(subject: Subject): Promise<License | null> {
  const id = subject.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '') return null;
  const license = await subject.upstream.read(subject.itemtype, id);
  if (!license || license.status === 'deleted') return null;
  if (license.remoteid !== '' && license.remoteid !== subject.item) {
    throw new Fault('license_ambiguous', {
      object: subject.item,
      value: `${id} (remoteid ${license.remoteid})`,
    });
  }
  return license;
}

async function licenseByRemoteId(ctx: Context, subject: Subject): Promise<License | null> {
  if (!subject.upstream.abilities.remoteid) return null;
  const rows = await findByRemoteId(
    subject.upstream,
    subject.itemtype,
    subject.item,
    await knownIds(ctx, subject),
  );
  if (rows.length > 1) {
    throw new Fault('license_ambiguous', { object: subject.item, value: rows.map(row => row.id).join(', ') });
  }
  return rows[0] ? readLicense(subject, rows[0].id) : null;
}

/** Licenses of this account that must be in a whole list. */
export async function knownIds(
  ctx: Context,
  subject: Pick<Subject, 'account' | 'itemtype'>,
): Promise<readonly string[]> {
  const licenses = await (await ctx.journal()).licenses({
    account: subject.account,
    itemtype: subject.itemtype,
  });
  return licenses.filter(each => each.state !== 'ended').map(each => each.licenseId);
}
