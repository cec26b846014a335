import { createHash } from 'node:crypto';
import { addDays } from '../base/dates.ts';
import { Fault, toFault } from '../base/fault.ts';
import type { License } from '../products/upstream.ts';
import { isAnewByAge, perform } from './begin.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { requireLicense } from './find-license.ts';
import { type OwnLicense, readOwn, readPrepared } from './gate.ts';
import { onLicense, readLicense } from './license.ts';
import type { Facts, Step } from './run.ts';
import { withService } from './service-lock.ts';
import { type Subject, serviceFacts, subjectOf } from './subject.ts';
import { saveLicenseParams } from './tell.ts';

/** The key of a license may be changed once in about 31 days, like its address (upstream-api.md). */
const KEY_LOCK_DAYS = 31;

/** Makes a new license key and saves it on the service. Faults: not_sold_here for products without a key, key_locked. */
export async function genKey(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    if (!subject.type.key || !subject.upstream.abilities.newKey) {
      throw new Fault('not_sold_here', { object: 'newkey', value: subject.itemtype });
    }
    await perform(ctx, subject, 'gen_key', call, serviceFacts(subject.service), {
      async carryOut(run) {
        const ledger = await requireLicense(ctx, subject);
        const own = await readPrepared(ctx, subject, ledger);
        try {
          await run.step('newkey', newKeyStep(subject, own));
        } catch (error) {
          throw explainLock(ctx, subject, own.license, error);
        }
        await saveLicenseParams(ctx, subject, (await readOwn(ctx, subject, ledger)).license);
        await run.close('done', { license: ledger.licenseId });
      },
      repeat: async () => {
        const ledger = await requireLicense(ctx, subject);
        await saveLicenseParams(ctx, subject, (await readOwn(ctx, subject, ledger)).license);
      },
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

/** A refusal upstream that the lock of the key explains is told as the lock. */
function explainLock(ctx: Context, subject: Subject, license: License, error: unknown): unknown {
  const changed = license.lickeyChangeDate;
  if (toFault(error).kind !== 'final' || changed === null) return error;
  const now = today(ctx, subject.upstream);
  const free = changed > now ? changed : addDays(changed, KEY_LOCK_DAYS);
  return free > now ? new Fault('key_locked', { object: license.id, value: free, cause: error }) : error;
}

/** The old key is noted as a digest: the journal holds no key. A key that no longer has that digest is the new one. */
function newKeyStep(subject: Subject, { license }: OwnLicense): Step<Facts> {
  const { upstream, itemtype } = subject;
  return {
    intent: { license: license.id, before: digest(license.lickey) },
    async find(intent) {
      const now = await readLicense(subject, license.id);
      return digest(now.lickey) === intent['before'] ? null : { license: license.id };
    },
    async act() {
      await onLicense(subject, license.id, () => upstream.newKey({ itemtype, id: license.id }));
      return { license: license.id };
    },
  };
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
