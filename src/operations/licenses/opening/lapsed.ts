import type { BootTime } from '../../../base/clock.ts';
import { addDays } from '../../../base/dates.ts';
import { Fault } from '../../../base/fault.ts';
import { PARAM_PARENT_LICENSE } from '../../../billmanager/param-names.ts';
import type { Json, LedgerLicense } from '../../../journal/records.ts';
import { wholeList } from '../../../vendor/list-proof.ts';
import { type Context, today } from '../../engine/context.ts';
import { waitingOf } from '../../engine/waiting.ts';
import { wantedOf } from '../acquire/wanted.ts';
import { findLicense } from '../license/find-license.ts';
import { type OwnLicense, readPrepared } from '../license/gate.ts';
import { knownIds } from '../license/known-ids.ts';
import { saveLicenseParams } from '../license/license-params.ts';
import type { LicenseRun, LicenseTarget } from '../license/license-target.ts';
import { planOf } from '../license/plan.ts';
import { isGone, requirePrepared } from '../license/read-license.ts';
import { lastLicense, lastRenumbered } from '../license/renumbered.ts';
import { prepareLicense } from './prepare-license.ts';

/*
 * A license that ran out and was deleted at the vendor, whose client pays: a new one is bought, an
 * order like any other (docs/reliability.md, "Licenses that ran out and are gone").
 */

/** The old license, noted with the operation that buys a new one for it. */
const LAPSED = 'lapsed';
/** This long after its end a missing license counts as deleted because it expired. */
const PAST_DAYS = 3;
/** The time between two looks that do not find it. */
const APART_MS = 3600 * 1000;

/** The service's license, or its last one if that is gone at the vendor. Fault license_unknown. */
export async function presentOrLapsed(ctx: Context, target: LicenseTarget): Promise<LedgerLicense> {
  const present = (await findLicense(ctx, target)) ?? (await lastRenumbered(ctx, target));
  if (present) return present;
  const last = await lastLicense(ctx, target);
  if (!last) throw new Fault('license_unknown', { object: target.item });
  return last;
}

/**
 * The license as just read, ready to be worked on; one that lapsed is bought anew. Faults:
 * license_gone where the conf or the facts do not allow that, license_lapsed while it is not
 * certain, license_preparing.
 */
export async function servingLicense(
  run: LicenseRun,
  ledger: LedgerLicense,
  isPaid: (run: LicenseRun) => boolean = () => true,
): Promise<{ readonly own: OwnLicense; readonly isNew: boolean }> {
  const isBegun = run.fact(LAPSED) !== '';
  if (ledger.state === 'live' && !isBegun) {
    try {
      const own = await readPrepared(run.ctx, run.target, ledger);
      // it is there again: an earlier look that missed it proves nothing any more
      if (waitingOf(run.row)?.condition === 'lapse')
        await run.ctx.journal.remember(missingKey(run.target, ledger), null);
      return { own, isNew: false };
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  if (!isBegun) await requireLapsed(run, ledger, isPaid);
  return { own: await buyAnew(run, ledger, isBegun), isNew: true };
}

async function buyAnew(
  run: LicenseRun,
  ledger: LedgerLicense,
  isBegun: boolean,
): Promise<OwnLicense> {
  const { ctx, target } = run;
  const { journal } = ctx;
  const old = isBegun ? run.fact(LAPSED) : ledger.licenseId;
  if (!isBegun) {
    await run.note({ [LAPSED]: old });
    const change = { state: 'ended', status: 'deleted' } as const;
    await journal.write([{ update: ledger.id, change }]);
  }
  const plan = await planOf(ctx, target.service);
  const wanted = await wantedOf(ctx, target, plan);
  const opening = { ...target, plan, wanted, since: run.row.createdAt };
  const own = await prepareLicense(run.about(opening));
  requirePrepared(own.license);
  await saveLicenseParams(ctx, target, own.license);
  await tellOfModules(ctx, target, old, own.license.id);
  return own;
}

/** Faults license_gone, license_lapsed. */
async function requireLapsed(
  run: LicenseRun,
  ledger: LedgerLicense,
  isPaid: (run: LicenseRun) => boolean,
): Promise<void> {
  const { ctx, target } = run;
  const { item, vendor, itemtype } = target;
  const { licenseId, expiredate, preset } = ledger;
  // whatever the answer, it tells the vendor's date
  const single = await vendor.read(itemtype, licenseId);
  const isThere = single !== null && single.status !== 'deleted';
  const now = today(ctx, vendor);
  const { lapsed } = ctx.conf.presetSettings(preset);
  const hasRunOut = expiredate !== null && expiredate < now;
  if (lapsed === 'task' || !hasRunOut || !isPaid(run))
    throw new Fault('license_gone', { object: item, value: licenseId });
  const isPast = addDays(expiredate, PAST_DAYS) <= now;
  if (isThere || !isPast || !(await isMissingTwice(ctx, target, ledger)))
    throw new Fault('license_lapsed', { object: item, value: licenseId });
}

/**
 * What is missing singly is missing too in a list proved whole, in which the login sees other
 * licenses of the account, in two looks an hour apart.
 */
async function isMissingTwice(
  ctx: Context,
  target: LicenseTarget,
  { licenseId }: LedgerLicense,
): Promise<boolean> {
  const { vendor, itemtype } = target;
  const { journal, clock } = ctx;
  const key = missingKey(target, { licenseId });
  const { rows, whole } = await wholeList(vendor, itemtype, { known: await knownIds(ctx, target) });
  const alive = rows.filter(({ status }) => status !== 'deleted').map(({ id }) => id);
  const isMissing = whole && alive.length > 0 && !alive.includes(licenseId);
  const first = isMissing ? momentFrom((await journal.recall(key))?.value ?? null) : null;
  if (!isMissing || !first) {
    await journal.remember(key, isMissing ? { ...clock.boot() } : null);
    return false;
  }
  const { boot, uptimeMs } = clock.boot();
  return (boot === first.boot ? uptimeMs - first.uptimeMs : uptimeMs) >= APART_MS;
}

const missingKey = (
  { account, itemtype }: Pick<LicenseTarget, 'account' | 'itemtype'>,
  { licenseId }: Pick<LedgerLicense, 'licenseId'>,
): string => `missing license ${account} ${itemtype} ${licenseId}`;

function momentFrom(value: Json): BootTime | null {
  const { boot, uptimeMs } = (value ?? {}) as { readonly [name: string]: Json };
  return typeof boot === 'string' && typeof uptimeMs === 'number' ? { boot, uptimeMs } : null;
}

/** Modules that hung on the old license went with it: which, a person is told. */
async function tellOfModules(
  ctx: Context,
  { item, account, module }: LicenseTarget,
  old: string,
  license: string,
): Promise<void> {
  const { billmanager, journal } = ctx;
  const modules = await journal.licenses({ account, itemtype: 'addition' });
  const hung: string[] = [];
  for (const each of modules) {
    if (each.item === null || each.state === 'released') continue;
    const service = await billmanager.service(each.item, 'addition');
    const isOurs = service?.parent === item || service?.params.get(PARAM_PARENT_LICENSE) === old;
    if (service && isOurs && service.status !== 'deleted') hung.push(service.id);
  }
  const lost = [...new Set(hung)].sort();
  const those = lost.length === 0 ? '' : ` Modules that hung on it: services ${lost.join(', ')}`;
  const message = `License ${old} of service ${item} ran out and was deleted at the license vendor; ${license} was bought in its place.${those}`;
  ctx.log.warning(message);
  if (lost.length === 0) return;
  const { name: moduleName } = await billmanager.module(module);
  const name = 'cpbillmgr_license_lapsed';
  await billmanager.registerProblem({ name, object: item, module, moduleName, message });
}
