import { addDays, type IsoDate } from '../base/dates.ts';
import type { LedgerLicense } from '../journal/records.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { isBehind, isServed } from '../operations/licenses/renew.ts';
import type { Itemtype } from '../vendor/vendor.ts';
import { targetOfLicense } from './apply-changes.ts';
import { clearProblem, registerProblem } from './problems.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

const PROBLEM = 'cpbillmgr_renewal_overdue';

/** What earlier runs have noted about one list's services. */
interface Seen {
  /** Their renewals were due at the end of the last run. */
  readonly due: readonly string[];
  /** The problem stands. */
  readonly told: readonly string[];
}

/**
 * A service that is paid further than its license is a problem in BILLmanager, until it is renewed,
 * when the license has ended, or ends within `warn_days` and its renewal waits, has failed, or was
 * due (`renew_before`) in an earlier run. Services are read only of licenses that have ended, are
 * due, or have a renewal that is not finished.
 */
export async function watchRenewals(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  today: IsoDate,
): Promise<void> {
  const { journal, conf } = run.ctx;
  const { warnDays, renewBefore } = conf.sync;
  const keys = run.modules.map(
    each => `overdue renewals ${each} ${connection.account} ${itemtype}`,
  );
  const seen = await seenBefore(run, keys);
  const begun = await begunRenewals(run);
  const dueBy = addDays(today, renewBefore);
  const warnBy = addDays(today, warnDays);
  const due: string[] = [];
  const told: string[] = [];
  const ending = await journal.licenses({
    account: connection.account,
    itemtype,
    state: 'live',
    expiresBy: addDays(today, Math.max(warnDays, renewBefore)),
  });
  for (const ledger of ending) {
    const { item, expiredate: end } = ledger;
    if (item === null || end === null || (end > dueBy && !begun.has(item))) continue;
    const isPaid = await guarded(run, `license ${ledger.licenseId}`, () =>
      isPaidFurther(run, connection, itemtype, ledger, begun.has(item)),
    );
    // what is not known now stays as it was
    if (isPaid === null && seen.told.includes(item)) told.push(item);
    if (isPaid !== true) continue;
    if (end <= dueBy) due.push(item);
    const isLate = begun.has(item) || seen.due.includes(item);
    if (end >= today && !(end <= warnBy && isLate)) continue;
    told.push(item);
    await tell(run, ledger, end < today);
  }
  for (const item of seen.told) if (!told.includes(item)) await clearProblem(run, PROBLEM, item);
  const now = { due, told };
  if (run.report.dryRun || JSON.stringify(now) === JSON.stringify(seen)) return;
  const [key = '', ...others] = keys;
  await journal.remember(key, now);
  for (const other of others) await journal.remember(other, null);
}

/** Earlier versions noted it by module, not by account. */
async function seenBefore({ ctx }: ReconcileRun, keys: readonly string[]): Promise<Seen> {
  const all = await Promise.all(
    keys.map(async key => seenFrom((await ctx.journal.recall(key))?.value)),
  );
  return { due: all.flatMap(({ due }) => due), told: all.flatMap(({ told }) => told) };
}

async function isPaidFurther(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  { item, expiredate }: LedgerLicense,
  isAsked: boolean,
): Promise<boolean> {
  const target = await targetOfLicense(run, connection, itemtype, item ?? '');
  if (!target) return false;
  const { service } = target;
  if (isAsked && service.status !== 'deleted') return true;
  return isBehind(expiredate, service.expiredate) && (await isServed(run.ctx, service));
}

/** Services with a renewal that was begun and has not come through. */
async function begunRenewals({ ctx, modules }: ReconcileRun): Promise<ReadonlySet<string>> {
  const rows = await ctx.journal.operations({ states: ['open'] });
  const renewals = rows.filter(
    ({ command, module }) =>
      modules.includes(module) && (command === 'prolong' || command === 'renew'),
  );
  return new Set(renewals.map(each => each.item));
}

async function tell(run: ReconcileRun, license: LedgerLicense, hasEnded: boolean): Promise<void> {
  const { item, licenseId, expiredate } = license;
  const [ends, till] = hasEnded ? ['has ended', 'закончилась'] : ['ends', 'закончится'];
  const text = {
    en: `Service ${item} is paid, its license ${licenseId} ${ends} on ${expiredate} and is not renewed. "cpbillmgr operations --item ${item}" tells why`,
    ru: `Услуга ${item} оплачена, а её лицензия ${licenseId} ${till} ${expiredate} и не продлена. Причину покажет «cpbillmgr operations --item ${item}»`,
  };
  if (await registerProblem(run, PROBLEM, item ?? '', text)) run.report.troubles.push(text.en);
}

function seenFrom(value: unknown): Seen {
  const { due, told } = (value ?? {}) as { readonly [name: string]: unknown };
  return { due: textsIn(due), told: textsIn(told) };
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
