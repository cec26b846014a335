import { sameAddress } from '../../../base/address.ts';
import { addDays, type IsoDate } from '../../../base/dates.ts';
import { toFault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import { type Context, today } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';
import { ADDRESS_LOCK_DAYS } from '../license/address-lock.ts';
import { isRebuilt, namesAnother } from '../license/gate.ts';
import type { Acquisition, Wanted } from './wanted.ts';

/** The step that reserves a license; its name is kept in state files. */
const stepName = ({ licenseId }: LedgerLicense): string => `claim ${licenseId}`;

/** Was this license taken from the released ones by this operation? */
export const isReserved = (run: Run, license: LedgerLicense): boolean => run.has(stepName(license));

/**
 * A released license that may serve this address now; reserved for the service, not yet moved to
 * it. null: there is none. Not one of which nothing but the vendor's list tells: another billing
 * may have released it. One that somebody has put to use since then is let go of.
 */
export async function reuse(run: Run<Acquisition>): Promise<LedgerLicense | null> {
  const { ctx, target } = run;
  const { account, itemtype, vendor, plan, wanted } = target;
  const { journal } = ctx;
  const { pricelist } = plan;
  const released = await journal.licenses({ account, itemtype, state: 'released', pricelist });
  const candidates = released
    .filter(each => !isRebuilt(each))
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
    if (namesAnother(target, now, candidate)) {
      ctx.log.warning(`released license ${now.id} serves ${now.remoteid} now: it is let go of`);
      await journal.write([{ update: candidate.id, change: { state: 'ended' } }]);
      continue;
    }
    if (!mayMove(now, wanted, today(ctx, vendor))) continue;
    if (await reserve(run, candidate)) return journal.licenseOf(target.item);
  }
  return null;
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
      return {
        claimed: (await ctx.journal.reserveLicense(candidate.id, target.item)) ? 'yes' : 'no',
      };
    },
  });
  if (result['claimed'] !== 'yes') return false;
  ctx.log.info(`service ${target.item}: reuses the released license ${candidate.licenseId}`);
  return true;
}

/** A reserved license that the vendor will not move after all is released again. */
export async function release(ctx: Context, license: LedgerLicense, reason: unknown) {
  const { id, licenseId, item } = license;
  const why = toFault(reason).message;
  ctx.log.warning(`license ${licenseId} cannot be reused for service ${item}: ${why}`);
  const change = { state: 'released', item: null, releasedAt: ctx.clock.now() } as const;
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

/** The license that stands on the address already comes first, then the one paid longest. */
function rank({ ip, expiredate }: LedgerLicense, wanted: Wanted): string {
  const paid = expiredate === null ? 0 : 99_999_999 - Number(expiredate.replaceAll('-', ''));
  return `${sameAddress(ip, wanted.ip) ? 0 : 1} ${String(paid).padStart(8, '0')}`;
}

function hasAddons({ addons }: LedgerLicense, wanted: ReadonlyMap<string, number>): boolean {
  const count = Object.values(addons).filter(amount => amount > 0).length;
  const bought = [...wanted].filter(([, amount]) => amount > 0);
  return count === bought.length && bought.every(([addon, amount]) => addons[addon] === amount);
}
