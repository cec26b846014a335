import type { LedgerLicense, NewLedgerLicense } from '../journal/journal.ts';
import { dateOrNull } from '../products/end-date.ts';
import type { LicenseRow } from '../products/upstream.ts';
import { wholeList } from '../products/whole-list.ts';
import type { Context } from './context.ts';
import { knownIds } from './known-ids.ts';
import { movesTo } from './moved-account.ts';
import { isReleased } from './remoteid.ts';
import type { Subject } from './subject.ts';
import { UNTOLD } from './tell.ts';

/** One product type of one account: the part of the ledger that is made whole at once. */
export type LedgerPart = Pick<Subject, 'upstream' | 'account' | 'itemtype' | 'module'>;

/**
 * Makes sure that the ledger knows every license of this account and type that carries an id of ours. Done once in the
 * life of a state file, by one walk through the whole upstream list; from then on each order goes through the ledger, so
 * that it needs no look upstream. False where the dialect has no remoteid: such a ledger is never known to be whole.
 */
export async function rebuildLedger(ctx: Context, subject: LedgerPart): Promise<boolean> {
  if (!subject.upstream.abilities.remoteid) return false;
  const journal = await ctx.journal();
  const mark = `ledger whole ${subject.account} ${subject.itemtype}`;
  if ((await journal.recall(mark)) !== null) return true;
  const known = await knownIds(ctx, subject);
  const { rows } = await wholeList(subject.upstream, subject.itemtype, { known });
  const told = await withRemoteIds(subject, rows, new Set(known));
  const all = await journal.licenses({ itemtype: subject.itemtype });
  const elsewhere = all.filter(each => each.account !== subject.account);
  const moves = movesTo(subject.account, told, elsewhere, isOwner);
  const settled = new Set([...known, ...moves.map(each => each.licenseId)]);
  // a service keeps the license that it has, under whatever account
  const served = new Set(all.filter(each => each.state === 'live').map(each => each.item));
  const writes = rebuiltEntries(subject, told, settled, ctx.clock.now());
  const added = writes.filter(({ put }) => put.item === null || !served.has(put.item));
  await journal.write([...moves.flatMap(each => each.writes), ...added]);
  await journal.remember(mark, rows.length);
  ctx.log.info(
    `the ledger of ${subject.itemtype} was made whole from ${rows.length} licenses upstream: ${added.length} added, ${moves.length} moved from another account`,
  );
  return true;
}

/** Does this remoteid name the service that the license serves, or the one that has released it? */
const isOwner = (license: LedgerLicense, remoteid: string): boolean =>
  license.state === 'released' ? isReleased(remoteid) : remoteid === license.item;

/** A panel whose list leaves remoteid out is asked for each unknown license singly. */
async function withRemoteIds(
  subject: LedgerPart,
  rows: readonly LicenseRow[],
  known: ReadonlySet<string>,
): Promise<readonly LicenseRow[]> {
  const told: LicenseRow[] = [];
  for (const row of rows) {
    const unknown = row.remoteidUntold === true && row.status !== 'deleted' && !known.has(row.id);
    const license = unknown ? await subject.upstream.read(subject.itemtype, row.id) : row;
    if (license) told.push(license);
  }
  return told;
}

function rebuiltEntries(
  subject: LedgerPart,
  rows: readonly LicenseRow[],
  known: ReadonlySet<string>,
  now: Date,
): { readonly put: NewLedgerLicense }[] {
  const byItem = new Map<string, LicenseRow>();
  for (const row of rows) {
    const item = row.remoteid;
    const isOurs = /^\d+$/.test(item) || isReleased(item);
    if (!isOurs || row.status === 'deleted' || known.has(row.id)) continue;
    const other = byItem.get(item);
    if (!other || Number(row.id) > Number(other.id)) byItem.set(item, row);
  }
  return [...byItem.values()].map(row => ({ put: rebuiltEntry(subject, row, now) }));
}

function rebuiltEntry(subject: LedgerPart, row: LicenseRow, now: Date): NewLedgerLicense {
  const released = isReleased(row.remoteid);
  return {
    account: subject.account,
    itemtype: row.itemtype,
    licenseId: row.id,
    item: released ? null : row.remoteid,
    module: subject.module,
    state: released ? 'released' : 'live',
    preset: row.pricelist,
    pricelist: row.pricelist,
    tariff: '',
    period: row.period === null ? '' : String(row.period),
    ip: row.ip,
    licname: row.licname,
    addons: {},
    // what upstream has is known, not what BILLmanager was told of it
    status: released ? (row.status ?? '') : UNTOLD,
    expiredate: dateOrNull(row.expiredate),
    paidUntil: null,
    seenExpiredate: null,
    clientPeriod: null,
    ipChangeDate: null,
    releasedAt: released ? now : null,
  };
}
