import type { IsoDate } from '../../../base/dates.ts';
import type { LedgerChange } from '../../../journal/records.ts';
import { today } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { isOutsideSuspension } from '../../engine/outside-suspension.ts';
import { type OwnLicense, readOwn } from '../license/gate.ts';
import type { LicenseRun } from '../license/license-target.ts';
import { resumeStep } from '../license/power-steps.ts';

const RAN_OUT = 'ran_out';

/**
 * To be noted before the first term is bought, after which nobody sees it any more: the license had
 * run out. `end` is its end date as just read.
 */
export async function noteRunOut(run: LicenseRun, end: IsoDate | null): Promise<boolean> {
  if (run.fact(RAN_OUT) === 'yes') return true;
  const hasRunOut = end !== null && end <= today(run.ctx, run.target.vendor);
  if (hasRunOut) await run.note({ [RAN_OUT]: 'yes' });
  return hasRunOut;
}

/**
 * Resumes a license that had run out and was renewed, where the vendor alone had suspended it and
 * does not resume it by itself. BILLmanager's own suspension is never lifted, and one that has run
 * out again (`end`) waits for its next term. Returns what the ledger notes of it: a service that is
 * suspended with its license is told by checkevent.
 */
export async function resumeRenewed(
  run: LicenseRun,
  own: OwnLicense,
  end: IsoDate | null,
): Promise<LedgerChange> {
  const { ctx, target } = run;
  if (end !== null && end <= today(ctx, target.vendor)) return {};
  const { item, service } = target;
  const isVendors =
    service.status === 'active' ||
    (service.status === 'suspended' && (await isOutsideSuspension(ctx, item)));
  if (!run.has('resume')) {
    if (own.license.status !== 'suspended' || !isVendors) return {};
    const now = await readOwn(ctx, target, own.ledger);
    if (now.license.status !== 'suspended')
      return service.status === 'active' ? {} : { status: UNKNOWN_STATUS };
  }
  await run.step('resume', { ...resumeStep(target, own), completes: true });
  return { status: service.status === 'active' ? 'active' : UNKNOWN_STATUS };
}
