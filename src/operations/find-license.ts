import { Fault } from '../base/fault.ts';
import { PARAM_LICENSE_ID } from '../billing/billing.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { License } from '../products/upstream.ts';
import { findByRemoteId } from '../products/whole-list.ts';
import type { Context } from './context.ts';
import { isNamed, isRebuilt, namesAnother, requireOwn } from './gate.ts';
import { knownIds } from './known-ids.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { readLicense } from './license.ts';
import type { Subject } from './subject.ts';
import { saveLicenseParams, UNTOLD } from './tell.ts';

/**
 * The license that serves a service: from the ledger, else from the service's own `license_id`, else by remoteid
 * from the whole upstream list. What is found beside the ledger passes the gate and is put into it, so a deleted state file grows
 * again by use. null: there is none. Faults: license_ambiguous, license_foreign, list_not_whole.
 */
export async function findLicense(ctx: Context, subject: Subject): Promise<LedgerLicense | null> {
  const known = await licenseInLedger(ctx, subject);
  if (known) return known;
  const license = (await readNamed(subject)) ?? (await licenseByRemoteId(ctx, subject));
  return license && takeIn(ctx, subject, license);
}

/** findLicense, or Fault license_unknown. */
export async function requireLicense(ctx: Context, subject: Subject): Promise<LedgerLicense> {
  const license = await findLicense(ctx, subject);
  if (!license) throw new Fault('license_unknown', { object: subject.item });
  return license;
}

/**
 * The ledger's license of a service. A row that only a remoteid tied to it is let go of where the service names another license, and
 * where upstream no longer says so: a person has settled whose it is.
 */
export async function licenseInLedger(ctx: Context, subject: Subject): Promise<LedgerLicense | null> {
  const journal = await ctx.journal();
  const known = await journal.licenseOf(subject.item);
  if (!known || !isRebuilt(known) || isNamed(subject, known.licenseId)) return known;
  const named = subject.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (named === '' && (await isMarked(subject, known))) return known;
  ctx.log.warning(
    `license ${known.licenseId} had the number of service ${subject.item} as remoteid and is not its license`,
  );
  await journal.write([{ update: known.id, change: { state: 'ended' } }]);
  return null;
}

async function isMarked(subject: Subject, { licenseId }: LedgerLicense): Promise<boolean> {
  const license = await subject.upstream.read(subject.itemtype, licenseId);
  const isGone = license === null || license.status === 'deleted';
  return !isGone && (license.remoteidUntold === true || license.remoteid === subject.item);
}

/** The license that the service's own `license_id` names, taken into the ledger; null if there is none, or somebody else has it now. */
export async function takeNamed(ctx: Context, subject: Subject): Promise<LedgerLicense | null> {
  const license = await readNamed(subject);
  return license === null || namesAnother(subject, license, null) ? null : takeIn(ctx, subject, license);
}

async function readNamed({ service, upstream, itemtype }: Subject): Promise<License | null> {
  const id = service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '') return null;
  const license = await upstream.read(itemtype, id);
  return license === null || license.status === 'deleted' ? null : license;
}

async function licenseByRemoteId(ctx: Context, subject: Subject): Promise<License | null> {
  const { upstream, itemtype, item } = subject;
  if (!upstream.abilities.remoteid) return null;
  const rows = await findByRemoteId(upstream, itemtype, item, await knownIds(ctx, subject));
  if (rows.length > 1) {
    throw new Fault('license_ambiguous', { object: item, value: rows.map(row => row.id).join(', ') });
  }
  return rows[0] ? readLicense(subject, rows[0].id) : null;
}

async function takeIn(ctx: Context, subject: Subject, license: License): Promise<LedgerLicense | null> {
  await requireOwn(ctx, subject, license, null);
  ctx.log.info(
    `service ${subject.item}: license ${license.id} was unknown to the state and is taken into it`,
  );
  const journal = await ctx.journal();
  await journal.write([{ put: { ...ledgerEntry(subject, license), status: UNTOLD } }]);
  await saveLicenseParams(ctx, subject, license);
  return journal.licenseOf(subject.item);
}
