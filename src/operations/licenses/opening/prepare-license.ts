import { toFault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import type { License } from '../../../vendor/vendor.ts';
import { today } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';
import { acquire } from '../acquire/acquire.ts';
import { isReserved, release } from '../acquire/reuse.ts';
import type { Acquisition } from '../acquire/wanted.ts';
import { withLockNamed } from '../license/address-lock.ts';
import { changeStep } from '../license/change-step.ts';
import { readLicense } from '../license/find-license.ts';
import { resumeStep } from '../license/power-steps.ts';
import { isReady, waitUntilReady } from '../license/ready.ts';
import { payFirstPeriod } from '../renewal/first-period.ts';

/** A service that is opened. */
export interface Opening extends Acquisition {
  /** When the first operation on the service began. */
  readonly since: Date;
}

export interface Prepared {
  readonly ledger: LedgerLicense;
  /** As just read. */
  readonly license: License;
}

/**
 * A license of the service: bought, found or reused; as soon as the vendor has it ready, bound to
 * its address, paid for its first period, and working. The vendor renews and changes nothing that
 * it is still preparing: such a license is returned as it is.
 */
export async function prepareLicense(run: Run<Opening>): Promise<Prepared> {
  const { ctx, target } = run;
  const { ledger, license: ordered } = await acquire(run);
  const license = await waitUntilReady(ctx, target, ledger.licenseId, ordered);
  if (!isReady(target, license)) return { ledger, license };
  let isChanged = false;
  if (!run.has('order')) {
    try {
      const wish = { id: license.id, ip: target.wanted.ip };
      isChanged = await withLockNamed(ctx, target, wish, () => bind(run, ledger, license));
    } catch (error) {
      if (toFault(error).kind !== 'final' || !isReserved(run, ledger)) throw error;
      await release(ctx, ledger, error);
      return prepareLicense(run);
    }
  }
  const end = await payFirstPeriod(run, ledger, license);
  // one that has run out and is paid no further stays as it is: the vendor would refuse
  const isPaid = end === null || end > today(ctx, target.vendor);
  const resumes = license.status === 'suspended' && isPaid;
  if (resumes || run.has('resume')) await run.step('resume', resumeStep(target, ledger));
  const isSame = !isChanged && !resumes && end === license.expiredate;
  return { ledger, license: isSame ? license : await readLicense(target, ledger.licenseId) };
}

/**
 * A license that was not ordered for this service just now gets its address, name and our id of it.
 */
async function bind(
  run: Run<Acquisition>,
  ledger: LedgerLicense,
  license: License,
): Promise<boolean> {
  const { target } = run;
  const { type, vendor, item, wanted } = target;
  const change = {
    ...(type.address && license.ip !== wanted.ip ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(wanted.parentItem !== '' && license.parentItem !== wanted.parentItem
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(vendor.abilities.remoteid && license.remoteid !== item ? { remoteid: item } : {}),
  };
  if (Object.keys(change).length === 0 && !run.has('bind')) return false;
  await run.step('bind', changeStep(target, ledger, change));
  return true;
}
