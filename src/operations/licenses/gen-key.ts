import { createHash } from 'node:crypto';
import { addDays } from '../../base/dates.ts';
import { Fault, toFault } from '../../base/fault.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import type { License } from '../../vendor/vendor.ts';
import { type Context, type ServiceCall, today } from '../engine/context.ts';
import type { Facts, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { requireLicense } from './license/find-license.ts';
import { type OwnLicense, readOwn, readPrepared } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { licenseStep } from './license/license-step.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';

/**
 * The key of a license may be changed once in about 31 days, like its address
 * (docs/reference/vendor-api.md, "Address and key are locked for a month").
 */
const KEY_LOCK_DAYS = 31;

/**
 * Makes a new license key and saves it on the service. Faults: not_sold_here for products without a
 * key, key_locked.
 */
export const genKey = serviceOperation(keyTargetOf, {
  command: 'gen_key',
  async execute(run) {
    const { ctx, target } = run;
    const ledger = await requireLicense(ctx, target);
    const own = await readPrepared(ctx, target, ledger);
    try {
      await run.step('newkey', newKeyStep(target, own));
    } catch (error) {
      throw explainLock(ctx, target, own.license, error);
    }
    await saveKey(ctx, target, ledger);
    return { outcome: { license: ledger.licenseId } };
  },
  async repeat(ctx, target) {
    await saveKey(ctx, target, await requireLicense(ctx, target));
  },
});

async function keyTargetOf(ctx: Context, call: ServiceCall): Promise<LicenseTarget> {
  const target = await targetOf(ctx, call);
  if (!target.type.key || !target.vendor.abilities.newKey)
    throw new Fault('not_sold_here', { object: 'newkey', value: target.itemtype });
  return target;
}

async function saveKey(ctx: Context, target: LicenseTarget, ledger: LedgerLicense): Promise<void> {
  await saveLicenseParams(ctx, target, (await readOwn(ctx, target, ledger)).license);
}

/** A vendor's refusal that the lock of the key explains becomes the fault key_locked. */
function explainLock(
  ctx: Context,
  target: LicenseTarget,
  license: License,
  error: unknown,
): unknown {
  const changed = license.lickeyChangeDate;
  if (toFault(error).kind !== 'final' || changed === null) return error;
  const now = today(ctx, target.vendor);
  const free = changed > now ? changed : addDays(changed, KEY_LOCK_DAYS);
  return free > now
    ? new Fault('key_locked', { object: license.id, value: free, cause: error })
    : error;
}

/**
 * The old key is noted as a digest: the journal holds no key. A key that no longer has that digest
 * is the new one.
 */
function newKeyStep(target: LicenseTarget, own: OwnLicense): Step<Facts> {
  const { id, lickey } = own.license;
  return licenseStep(target, own, {
    intent: { license: id, before: digest(lickey) },
    isDone: (now, intent) => digest(now.lickey) !== intent['before'],
    act: license => target.vendor.newKey(license),
  });
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
