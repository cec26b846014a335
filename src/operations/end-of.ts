import type { IsoDate } from '../base/dates.ts';
import { LIFETIME } from '../base/period.ts';
import { upstreamPeriod } from '../conf/preset.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { isBadDate, isRead, unreadDate } from '../products/end-date.ts';
import type { License } from '../products/upstream.ts';
import type { Context } from './context.ts';
import type { Subject } from './subject.ts';

/**
 * When a license ends; null for a lifetime. Where the answer tells neither date nor period, as in the oldest dialect, what it was
 * bought for tells whether it is one. Throws upstream_answer_bad (passing): the date is missing or cannot be read.
 */
export function endOf(
  ctx: Context,
  subject: Subject,
  ledger: Pick<LedgerLicense, 'preset' | 'period'>,
  license: License,
): IsoDate | null {
  const { expiredate } = license;
  if (isRead(expiredate)) return expiredate;
  if (isBadDate(license) || !isForLife(ctx, subject, ledger)) throw unreadDate(license);
  return null;
}

/** The dialect's own periods are ids: which of them is a lifetime, the conf's line for a lifetime says. */
function isForLife(
  ctx: Context,
  { service, upstream }: Subject,
  { preset, period }: Pick<LedgerLicense, 'preset' | 'period'>,
): boolean {
  if (service.period === LIFETIME) return true;
  const lifetime = String(LIFETIME);
  return period === (upstream.dialect === 'classic' ? upstreamPeriod(ctx.conf, preset, lifetime) : lifetime);
}
