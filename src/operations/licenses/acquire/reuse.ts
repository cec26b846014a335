import { sameAddress } from '../../../base/address.ts';
import { addDays, addMonths, type IsoDate } from '../../../base/dates.ts';
import { toFault } from '../../../base/fault.ts';
import { isMonths } from '../../../base/period.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { License } from '../../../vendor/vendor.ts';
import { type Context, today } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';
import { fingerprintOf } from '../../engine/which-service.ts';
import { ownerOf } from '../../installation/remoteid.ts';
import { ADDRESS_LOCK_DAYS } from '../license/address-lock.ts';
import { monthsOf } from '../license/plan.ts';
import { covers, termsFor } from '../renewal/paid-period.ts';
import type { Acquisition, Wanted } from './wanted.ts';

/** The step that reserves a license; its name is kept in state files. */
const stepName = ({ licenseId }: LedgerLicense): string => `claim ${licenseId}`;

/** Was this license taken from the released ones by this operation? */
export const isReserved = (run: Run, license: LedgerLicense): boolean => run.has(stepName(license));

/**
 * A released license that may serve this address now; reserved for the service, not yet moved to
 * it. null: there is none. One that somebody has put to use since then is let go of.
 */
export async function reuse(run: Run<Acquisition>): Promise<LedgerLicense | null> {
  const { ctx, target } = run;
  const { account, itemtype, vendor, plan, wanted } = target;
  const { journal } = ctx;
  const { pricelist } = plan;
  const released = await journal.licenses({ account, itemtype, state: 'released', pricelist });
  const candidates = released
    // not one that this operation has reserved and released again, or that another service was
    // faster to get
    .filter(each => !run.isDone(stepName(each)) && hasAddons(each, wanted.addons))
    .filter(each => mayMove(each, wanted, today(ctx, vendor)))
    .sort((a, b) => rank(a, wanted).localeCompare(rank(b, wanted)));
  for (const candidate of candidates) {
    const now = await vendor.read(itemtype, candidate.licenseId);
    if (!now || now.status === 'deleted') {
      const change = { state: 'ended', status: 'deleted' } as const;
      await journal.write([{ update: candidate.id, change }]);
      continue;
    }
    if (!isFree(target, candidate, now)) {
      ctx.log.warning(
        `released license ${now.id} serves ${now.remoteid || '?'} now: it is let go of`,
      );
      await journal.write([{ update: candidate.id, change: { state: 'ended' } }]);
      continue;
    }
    // it is not known whether it is in use
    if (now.status === null) continue;
    if (!mayMove(now, wanted, today(ctx, vendor)) || !isWorthRenewing(run, now)) continue;
    if (await wasRefused(run, candidate)) continue;
    if (await reserve(run, candidate)) return journal.licenseOf(target.item);
  }
  return null;
}

/**
 * Nobody has put it to use since it was released: the vendor's own word, and it stands still, as
 * far as that is told.
 */
function isFree({ mark }: Acquisition, row: LedgerLicense, now: License): boolean {
  const owner = ownerOf(now.remoteid, mark);
  const isReleased = owner.kind === 'released' && (owner.isMarked || row.source !== 'list');
  return isReleased && (now.status === 'suspended' || now.status === null);
}

/**
 * A license that ran out long ago would be renewed for time that nobody uses. It is taken where it
 * needs no more terms than a new one; a trial and a lifetime are not renewed at all.
 */
function isWorthRenewing({ ctx, target }: Run<Acquisition>, license: License): boolean {
  const { plan, vendor } = target;
  const term = monthsOf(vendor, plan.period);
  if (term === null || !isMonths(plan.clientPeriod) || !isMonths(term)) return false;
  const end = dateOrNull(license.expiredate);
  if (end === null) return false;
  const until = addMonths(today(ctx, vendor), plan.clientPeriod);
  let terms = 0;
  for (let reached = end; !covers(reached, until); terms++) reached = addMonths(reached, term);
  return terms <= termsFor(plan.clientPeriod, term);
}

/** Takes a released license for the service; false if another process was faster. */
export async function reserve(run: Run, candidate: LedgerLicense): Promise<boolean> {
  const { ctx, target } = run;
  const result = await run.step(stepName(candidate), {
    intent: { license: candidate.licenseId },
    async find() {
      const isTaken = (await ctx.journal.licenseOf(target.item))?.id === candidate.id;
      return isTaken ? { claimed: 'yes' } : null;
    },
    async act() {
      const { item, service } = target;
      const fingerprint = fingerprintOf(service);
      const isTaken = await ctx.journal.reserveLicense(candidate.id, item, fingerprint);
      return { claimed: isTaken ? 'yes' : 'no' };
    },
  });
  if (result['claimed'] !== 'yes') return false;
  ctx.log.info(`service ${target.item}: reuses the released license ${candidate.licenseId}`);
  return true;
}

const refusedKey = ({ account, itemtype, licenseId }: LedgerLicense): string =>
  `reuse refused ${account} ${itemtype} ${licenseId}`;

/** The vendor would not serve a service with it for this period. */
async function wasRefused(
  { ctx, target }: Run<Acquisition>,
  license: LedgerLicense,
): Promise<boolean> {
  const refused = await ctx.journal.recall(refusedKey(license));
  return refused?.value === target.plan.period;
}

/** It is not tried again for this period. */
export async function noteRefused(
  { ctx, target }: Run<Acquisition>,
  license: LedgerLicense,
): Promise<void> {
  await ctx.journal.remember(refusedKey(license), target.plan.period);
}

/** A reserved license that the vendor will not move after all is released again. */
export async function release(ctx: Context, license: LedgerLicense, reason: unknown) {
  const { id, licenseId, item } = license;
  const why = toFault(reason).message;
  ctx.log.warning(`license ${licenseId} cannot be reused for service ${item}: ${why}`);
  const free = { state: 'released', item: null, fingerprint: '' } as const;
  const change = { ...free, releasedAt: ctx.clock.now() };
  await ctx.journal.write([{ update: id, change }]);
}

function mayMove(
  license: Pick<LedgerLicense, 'ip' | 'ipChangeDate'>,
  wanted: Wanted,
  now: IsoDate,
): boolean {
  const { ip, ipChangeDate } = license;
  const isLocked = ipChangeDate !== null && addDays(ipChangeDate, ADDRESS_LOCK_DAYS) > now;
  return sameAddress(ip, wanted.ip) || !isLocked;
}

/** The license that already has the address comes first, then the one paid longest. */
function rank({ ip, expiredate }: LedgerLicense, wanted: Wanted): string {
  const paid = expiredate === null ? 0 : 99_999_999 - Number(expiredate.replaceAll('-', ''));
  return `${sameAddress(ip, wanted.ip) ? 0 : 1} ${String(paid).padStart(8, '0')}`;
}

function hasAddons({ addons }: LedgerLicense, wanted: ReadonlyMap<string, number>): boolean {
  const count = Object.values(addons).filter(amount => amount > 0).length;
  const bought = [...wanted].filter(([, amount]) => amount > 0);
  return count === bought.length && bought.every(([addon, amount]) => addons[addon] === amount);
}
