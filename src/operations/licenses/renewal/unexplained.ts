import { addMonths, daysBetween, type IsoDate } from '../../../base/dates.ts';
import { isMonths } from '../../../base/period.ts';
import type { Service } from '../../../billmanager/billmanager.ts';
import type { LedgerChange, LedgerLicense } from '../../../journal/records.ts';
import type { Context } from '../../engine/context.ts';
import { NEAR_DAYS } from '../../engine/repeated-call.ts';
import { unfinished } from '../../engine/unfinished.ts';

type Dated = Pick<Service, 'id' | 'expiredate' | 'period'>;

/**
 * How a service's date relates to what this side's operations know to be paid. explained: by them,
 * or by a renewal that is under way. period: it has moved by up to one period of the client's
 * without one. more: it has moved further.
 */
export type Explanation = 'explained' | 'period' | 'more';

/** A person may have moved a date by hand, in a mistake of ten years too. */
export async function explanationOf(
  ctx: Context,
  service: Dated,
  { paidUntil }: Pick<LedgerLicense, 'paidUntil'>,
): Promise<Explanation> {
  const { expiredate, period, id } = service;
  if (paidUntil === null || expiredate === null) return 'explained';
  if (daysBetween(paidUntil, expiredate) <= NEAR_DAYS) return 'explained';
  if (await isRenewing(ctx, id)) return 'explained';
  if (!isMonths(period ?? 0)) return 'more';
  const next = addMonths(paidUntil, period ?? 0);
  return daysBetween(next, expiredate) <= NEAR_DAYS ? 'period' : 'more';
}

/**
 * What is counted as paid: the date as first seen, of a service that was adopted, imported or
 * rebuilt, and again a date that has gone back on both sides, as after a refund. Not while a
 * renewal is under way, whose date may have moved already.
 */
export async function countedAsPaid(
  ctx: Context,
  service: Dated,
  { paidUntil }: Pick<LedgerLicense, 'paidUntil'>,
  licenseEnd: IsoDate | null,
): Promise<LedgerChange> {
  const { expiredate, period, id } = service;
  if (expiredate === null || period === null || !isMonths(period)) return {};
  const isBack = (end: IsoDate | null): boolean =>
    paidUntil !== null && end !== null && daysBetween(end, paidUntil) > NEAR_DAYS;
  const isNew = paidUntil === null || (isBack(expiredate) && isBack(licenseEnd));
  if (!isNew || (await isRenewing(ctx, id))) return {};
  return { paidUntil: expiredate, seenExpiredate: null };
}

async function isRenewing(ctx: Context, item: string): Promise<boolean> {
  if ((await unfinished(ctx, item, 'prolong')).length > 0) return true;
  return (await ctx.billmanager.runningCommands(item)).includes('prolong');
}
