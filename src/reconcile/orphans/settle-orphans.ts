import { toFault } from '../../base/fault.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { Json, JsonObject, LedgerLicense } from '../../journal/records.ts';
import type { VendorConnection } from '../../operations/engine/context.ts';
import { unfinished } from '../../operations/engine/unfinished.ts';
import { closeOrphan } from '../../operations/licenses/close-orphan.ts';
import { keepsRemoteId } from '../../operations/licenses/license/remoteid-kept.ts';
import { syncItem } from '../../operations/licenses/sync-item.ts';
import { moneyText } from '../../vendor/amount.ts';
import type { Itemtype, License } from '../../vendor/vendor.ts';
import { carryOne } from '../carry-over.ts';
import { takeIn } from '../named-licenses.ts';
import { monthlyOf } from '../plan/compare.ts';
import { clearProblem, registerProblem, textsOf } from '../problems.ts';
import { guarded, type ReconcileRun } from '../reconcile-run.ts';
import { lookForOrphans } from './look-for-orphans.ts';

const PROBLEM = 'cpbillmgr_orphan';

/**
 * How often all services are read for it, and how long an orphan is known before the conf's policy
 * is carried out: a service that comes back within that time keeps its license.
 */
const DAY_MS = 24 * 3_600_000;

/** Each takes a reading of all services. */
const MOST_A_RUN = 20;

interface SeenOrphan {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The service that it was for. */
  readonly item: string;
}

/** What earlier runs saw, by license. */
type Seen = ReadonlyMap<string, SeenOrphan>;

/**
 * Licenses of the ledger whose service is gone, looked for once a day. One whose service was given
 * to another client under a new number serves on; the others are problems in BILLmanager until they
 * are settled, by a person or, a day later, by the conf (`[sync] orphans`).
 */
export async function settleOrphans(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
): Promise<void> {
  const { journal, clock } = run.ctx;
  const key = `orphans ${connection.account} ${itemtype}`;
  const last = await journal.recall(key);
  const seen = await clearSettled(run, connection, itemtype, seenFrom(last?.value));
  const now = clock.now().getTime();
  const isRecent = last !== null && now - last.storedAt.getTime() < DAY_MS;
  if (isRecent || run.isOver()) return;
  const { gone, busy, handed, renamed, many } = await lookForOrphans(run, connection, itemtype);
  for (const { ledger, item } of handed)
    await guarded(run, `license ${ledger.licenseId}`, () =>
      follow(run, connection, itemtype, ledger, item),
    );
  for (const ledger of renamed.slice(0, MOST_A_RUN))
    if (!run.report.dryRun)
      await guarded(run, `license ${ledger.licenseId}`, () =>
        carryOne(run, connection, itemtype, ledger),
      );
  if (many > 0) await tellMany(run, connection, itemtype, many);
  else await clearProblem(run, PROBLEM, itemtype);
  const left = new Map(await settleEach(run, connection, gone, seen));
  for (const [licenseId, each] of seen)
    if (many > 0 || busy.some(ledger => ledger.licenseId === licenseId)) left.set(licenseId, each);
    // its service is there again, or another one has it
    else if (!left.has(licenseId)) await clearProblem(run, PROBLEM, licenseId);
  if (!run.report.dryRun) await journal.remember(key, jsonOf(left));
}

/** Settled since: by a person, by an operation, or since the ledger has it as gone. */
async function clearSettled(
  run: ReconcileRun,
  { account }: VendorConnection,
  itemtype: Itemtype,
  seen: Seen,
): Promise<Seen> {
  if (seen.size === 0) return seen;
  const licenseIds = [...seen.keys()];
  const rows = await run.ctx.journal.licenses({ account, itemtype, licenseIds });
  const standing = new Map(
    rows.filter(isHeld).map(({ licenseId, item }) => [licenseId, item ?? '']),
  );
  for (const [licenseId, { item }] of seen)
    if (standing.get(licenseId) !== item) {
      await clearProblem(run, PROBLEM, licenseId);
      if (!run.report.dryRun) await endClosings(run, item);
    }
  return new Map([...seen].filter(([licenseId, { item }]) => standing.get(licenseId) === item));
}

/** A closing whose process died may have been finished by others: nobody takes it up again. */
async function endClosings({ ctx }: ReconcileRun, item: string): Promise<void> {
  for (const { id } of await unfinished(ctx, item, 'close_orphan')) {
    const steps = await ctx.journal.steps(id);
    const isDone = steps.length > 0 && steps.every(({ result }) => result !== null);
    const outcome = { text: 'the license was settled' };
    await ctx.journal.close(id, isDone ? 'done' : 'failed', outcome);
  }
}

const isHeld = ({ state }: LedgerLicense): boolean => state === 'live' || state === 'orphan';

/** A service that changed hands: its license goes with it, and gets its number. */
async function follow(
  run: ReconcileRun,
  connection: VendorConnection,
  itemtype: Itemtype,
  ledger: LedgerLicense,
  item: string,
): Promise<void> {
  if (run.report.dryRun) {
    run.report.updated += 1;
    run.report.plans.push(`give license ${ledger.licenseId} of service ${ledger.item} to ${item}`);
    return;
  }
  const { ctx } = run;
  await takeIn(run, connection, item);
  const now = await ctx.journal.licenseOf(item);
  if (now?.id !== ledger.id) return;
  await syncItem(ctx, { item, runningOperation: null, itemtype });
  run.report.updated += 1;
  if (await keepsRemoteId(ctx, { ...connection, itemtype }))
    await carryOne(run, connection, itemtype, now);
}

/** One problem for all of them: each of them alone would hide what is wrong. */
async function tellMany(
  run: ReconcileRun,
  { account }: VendorConnection,
  itemtype: Itemtype,
  many: number,
): Promise<void> {
  const text = {
    en: `${many} licenses (${itemtype}) at ${account} have no service in BILLmanager, too many at once: was its database put back, or is it another one? Nothing is closed by itself; "cpbillmgr plan --kind orphan" shows them`,
    ru: `У многих лицензий (${itemtype}) в ${account} нет услуги в BILLmanager: ${many}. Его база восстановлена из копии или это другая база? Само ничего не закроется; их покажет «cpbillmgr plan --kind orphan»`,
  };
  if (await registerProblem(run, PROBLEM, itemtype, text)) run.report.troubles.push(text.en);
}

/** Returns those that stand, for the next look. */
async function settleEach(
  run: ReconcileRun,
  connection: VendorConnection,
  gone: readonly LedgerLicense[],
  seen: Seen,
): Promise<Seen> {
  const now = run.ctx.clock.now().getTime();
  const left = new Map<string, SeenOrphan>();
  let acts = 0;
  for (const ledger of gone) {
    const since = seen.get(ledger.licenseId)?.since ?? now;
    const isDue = now - since >= DAY_MS && acts < MOST_A_RUN && !run.isOver();
    const how = isDue ? await howToEnd(run, connection, ledger) : null;
    if (how !== null) acts += 1;
    if (!(await settleOne(run, connection, ledger, how)))
      left.set(ledger.licenseId, { since, item: ledger.item ?? '' });
  }
  return left;
}

/** null: it is only told. */
async function howToEnd(
  { ctx }: ReconcileRun,
  connection: VendorConnection,
  { itemtype }: LedgerLicense,
): Promise<'release' | 'delete' | null> {
  const { orphans } = ctx.conf.sync;
  const { catchingUp } = await ctx.journal.installation();
  // a journal that does not know everything may not know whose it is
  if (orphans === 'report' || catchingUp !== null) return null;
  if (orphans === 'delete') return connection.vendor.abilities.delete ? 'delete' : null;
  const list = { ...connection, itemtype: itemtype as Itemtype };
  return (await keepsRemoteId(ctx, list)) ? 'release' : null;
}

/** Is it settled? A fault of the act is a problem with its reason. */
async function settleOne(
  run: ReconcileRun,
  connection: VendorConnection,
  ledger: LedgerLicense,
  how: 'release' | 'delete' | null,
): Promise<boolean> {
  const { ctx, report, mark } = run;
  const { licenseId, item } = ledger;
  const license = await connection.vendor.read(ledger.itemtype as Itemtype, licenseId);
  if (license === null || license.status === 'deleted') {
    const ended = { state: 'ended', status: 'deleted' } as const;
    if (!report.dryRun) await ctx.journal.write([{ update: ledger.id, change: ended }]);
    return true;
  }
  let why = { en: '', ru: '' };
  if (how !== null && report.dryRun) {
    report.orphansClosed += 1;
    report.plans.push(`${how} license ${licenseId}, whose service ${item} is gone`);
    return true;
  }
  if (how !== null)
    try {
      await closeOrphan(ctx, { ...connection, mark }, ledger, how);
      report.orphansClosed += 1;
      return true;
    } catch (error) {
      if (isMaintenance(error)) throw error;
      const fault = textsOf(toFault(error));
      why = {
        en: `. It could not be settled: ${fault.en}`,
        ru: `. Закрыть её не удалось: ${fault.ru}`,
      };
    }
  const told = toldOf(license, item ?? '');
  const text = { en: `${told.en}${why.en}`, ru: `${told.ru}${why.ru}` };
  if (await registerProblem(run, PROBLEM, licenseId, text)) report.troubles.push(text.en);
  return false;
}

function toldOf(license: License, item: string): LocalizedText {
  const { id } = license;
  const monthly = monthlyOf(license);
  const cost = monthly === null ? '' : moneyText(monthly);
  const [en, ru] = cost === '' ? ['', ''] : [`, ${cost} a month,`, ` (${cost} в месяц)`];
  const command = `cpbillmgr apply --kind orphan --only ${id}`;
  return {
    en: `License ${id}${en} is paid for nobody: its service ${item} is gone. "${command}" deletes it`,
    ru: `Лицензия ${id}${ru} оплачивается зря: её услуги ${item} больше нет. Её удалит «${command}»`,
  };
}

function seenFrom(value: Json | undefined): Seen {
  const rows = typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  return new Map(
    Object.entries(rows).map(([licenseId, told]) => {
      const [since = '', item = ''] = String(told).split(' ');
      return [licenseId, { since: Date.parse(since) || 0, item }];
    }),
  );
}

const jsonOf = (seen: Seen): JsonObject =>
  Object.fromEntries(
    [...seen].map(([licenseId, { since, item }]) => [
      licenseId,
      `${new Date(since).toISOString()} ${item}`,
    ]),
  );
