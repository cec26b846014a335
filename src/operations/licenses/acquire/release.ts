import { isRead } from '../../../vendor/end-date.ts';
import type { Context } from '../../engine/context.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { releasedRemoteId } from '../../installation/remoteid.ts';
import { changeStep } from '../license/change-step.ts';
import type { OwnLicense } from '../license/gate.ts';
import type { LicenseTarget } from '../license/license-target.ts';

/** Names the license as released at the vendor, and frees it in the ledger. */
export function releaseStep(ctx: Context, target: LicenseTarget, own: OwnLicense): Step<Facts> {
  const { ledger, license } = own;
  const remoteid = releasedRemoteId(target.mark, target.item);
  const freed = {
    remoteid,
    state: 'released',
    item: null,
    fingerprint: '',
    releasedAt: ctx.clock.now(),
    ipChangeDate: license.ipChangeDate,
    ip: license.ip,
    ...(isRead(license.expiredate) ? { expiredate: license.expiredate } : {}),
    paidUntil: null,
    seenExpiredate: null,
  } as const;
  return {
    ...changeStep(target, own, {
      remoteid,
      ...(target.type.nameParam === '' ? {} : { licname: `released ${target.item}` }),
    }),
    ledger: () => [{ update: ledger.id, change: freed }],
  };
}
