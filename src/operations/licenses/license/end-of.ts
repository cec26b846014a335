import type { IsoDate } from '../../../base/dates.ts';
import { LIFETIME } from '../../../base/period.ts';
import { vendorPeriod } from '../../../conf/preset.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { isBadDate, isRead, unreadDate } from '../../../vendor/end-date.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from './license-target.ts';

/**
 * When a license ends; null for a lifetime. Where the answer tells neither date nor period, as in
 * the oldest dialect, what it was bought for tells whether it is one. Throws upstream_answer_bad
 * (passing): the date is missing or cannot be read.
 */
export function endOf(
  ctx: Context,
  target: LicenseTarget,
  ledger: Pick<LedgerLicense, 'preset' | 'period'>,
  license: License,
): IsoDate | null {
  const { expiredate } = license;
  if (isRead(expiredate)) return expiredate;
  if (isBadDate(license) || !isForLife(ctx, target, ledger)) throw unreadDate(license);
  return null;
}

/**
 * The dialect's own periods are ids: which of them is a lifetime, the conf's line for a lifetime
 * says.
 */
function isForLife(
  ctx: Context,
  { service, vendor }: LicenseTarget,
  { preset, period }: Pick<LedgerLicense, 'preset' | 'period'>,
): boolean {
  if (service.period === LIFETIME) return true;
  const lifetime = String(LIFETIME);
  return (
    period === (vendor.dialect === 'classic' ? vendorPeriod(ctx.conf, preset, lifetime) : lifetime)
  );
}
