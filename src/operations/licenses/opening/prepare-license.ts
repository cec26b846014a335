import { sameAddress } from '../../../base/address.ts';
import { toFault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { License } from '../../../vendor/vendor.ts';
import { today } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';
import { serviceRemoteId } from '../../installation/remoteid.ts';
import { acquire } from '../acquire/acquire.ts';
import { isReserved } from '../acquire/reuse.ts';
import type { Acquisition } from '../acquire/wanted.ts';
import { withLockNamed } from '../license/address-lock.ts';
import { changeStep } from '../license/change-step.ts';
import { isMarkedFor, type OwnLicense, passGate, readOwn } from '../license/gate.ts';
import { requireOwnKey } from '../license/license-key.ts';
import { resumeStep } from '../license/power-steps.ts';
import { isGone } from '../license/read-license.ts';
import { isReady, waitUntilReady } from '../license/ready.ts';
import { keepsRemoteId } from '../license/remoteid-kept.ts';
import { followRenumbered } from '../license/renumbered.ts';
import { payFirstPeriod } from '../renewal/first-period.ts';
import { bindName, giveBack, isHalfGivenBack, isRefusal, letGo } from './let-go.ts';

/** A service that is opened. */
export interface Opening extends Acquisition {
  /** When the first operation on the service began. */
  readonly since: Date;
}

/**
 * A license of the service: bought, found or reused; as soon as the vendor has it ready, bound to
 * its address, paid for its first period, and working. The vendor renews and changes nothing that
 * it is still preparing: such a license is returned as it is. Nothing is paid for one whose answer
 * carries another one's key: Fault upstream_answer_bad. A released one that turns out not to serve
 * is let go of, and another one taken.
 */
export async function prepareLicense(run: Run<Opening>): Promise<OwnLicense> {
  const { ledger, license } = await acquire(run);
  if (!isReserved(run, ledger)) return prepare(run, ledger, license);
  if (isHalfGivenBack(run, ledger)) await giveBack(run, ledger);
  else {
    try {
      return await prepare(run, ledger, license);
    } catch (error) {
      if (!(await letGo(run, ledger, toFault(error)))) throw error;
    }
  }
  return prepareLicense(run);
}

/** `ordered`: as read just now, if it was ordered just now. */
async function prepare(
  run: Run<Opening>,
  ledger: LedgerLicense,
  ordered: License | null,
): Promise<OwnLicense> {
  const { ctx, target } = run;
  let read: License;
  try {
    read = await waitUntilReady(ctx, target, ledger.licenseId, ordered);
  } catch (error) {
    const now = isGone(error) ? await followRenumbered(ctx, target, ledger) : null;
    if (now === null) throw error;
    return prepare(run, now, null);
  }
  const own = await passGate(ctx, target, ledger, read);
  const { license } = own;
  requireOwnKey(license);
  if (!isReady(target, license)) return own;
  let isChanged = false;
  if (!run.has('order')) {
    const wish = { id: license.id, ip: target.wanted.ip };
    isChanged = await withLockNamed(ctx, target, wish, () => bind(run, own));
  }
  const end = await payFirstPeriod(run, own, isReserved(run, ledger) ? isRefusal : undefined);
  // one that has run out and is paid no further stays as it is: the vendor would refuse
  const isPaid = end === null || end > today(ctx, target.vendor);
  const resumes = license.status === 'suspended' && isPaid;
  if (resumes || run.has('resume')) await run.step('resume', resumeStep(target, own));
  const isSame = !isChanged && !resumes && end === dateOrNull(license.expiredate);
  return isSame ? own : readOwn(ctx, target, ledger);
}

/**
 * A license that was not ordered for this service just now gets its address, name and our id of it.
 */
async function bind(run: Run<Acquisition>, own: OwnLicense): Promise<boolean> {
  const { target } = run;
  const { license } = own;
  const { type, item, mark, wanted } = target;
  const change = {
    ...(type.address && !sameAddress(license.ip, wanted.ip) ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(wanted.parentItem !== '' && license.parentItem !== wanted.parentItem
      ? { parentItem: wanted.parentItem }
      : {}),
    ...((await keepsRemoteId(run.ctx, target)) && !isMarkedFor(target, license.remoteid)
      ? { remoteid: serviceRemoteId(mark, item) }
      : {}),
  };
  const name = bindName(run, own.ledger);
  if (Object.keys(change).length === 0 && !run.has(name)) return false;
  const step = changeStep(target, own, change);
  await run.step(name, { ...step, intent: { ...step.intent, license: license.id } });
  return true;
}
