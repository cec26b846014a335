import type { LedgerLicense } from '../journal/journal.ts';
import type { License, LicenseChange } from '../products/upstream.ts';
import { isAnewByAge, perform } from './begin.ts';
import { changeStep } from './change.ts';
import type { Context, ServiceCall } from './context.ts';
import { findLicense } from './find-license.ts';
import { suspendStep } from './power.ts';
import { releasedRemoteId } from './rebuild.ts';
import type { Facts, Run, Step } from './run.ts';
import { withService } from './service-lock.ts';
import { type Subject, serviceFacts, subjectOf } from './subject.ts';
import { post } from './tell.ts';

/**
 * Closes a service: its license is deleted upstream, or released for reuse (`close = release` of the preset): suspended,
 * renamed, and kept in the ledger. A service without a license, or whose license is gone already, is closed all the same.
 */
export async function close(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await perform(ctx, subject, 'close', call, serviceFacts(subject.service), {
      async carryOut(run) {
        const ledger = await findLicense(ctx, subject);
        const license = ledger && (await subject.upstream.read(subject.itemtype, ledger.licenseId));
        if (ledger) await letGo(ctx, run, subject, ledger, license?.status === 'deleted' ? null : license);
        await post(ctx, call, 'postclose', subject.item, run);
        await run.close('done', { license: ledger?.licenseId ?? '' });
      },
      repeat: () => post(ctx, call, 'postclose', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

async function letGo(
  ctx: Context,
  run: Run,
  subject: Subject,
  ledger: LedgerLicense,
  license: License | null,
): Promise<void> {
  const { upstream } = subject;
  if (license === null) {
    await (await ctx.journal()).write([{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }]);
  } else if (ctx.conf.presetSettings(ledger.preset).close === 'release' && upstream.abilities.remoteid) {
    await release(ctx, run, subject, ledger, license);
  } else if (upstream.abilities.delete) {
    await run.step('delete', deleteStep(subject, ledger));
  } else {
    // The classic interface has no deletion: a suspended license that nobody renews lapses by itself.
    if (license.status !== 'suspended' || run.has('suspend'))
      await run.step('suspend', suspendStep(subject, ledger));
    await (await ctx.journal()).write([
      { update: ledger.id, change: { state: 'ended', status: 'suspended' } },
    ]);
  }
}

async function release(
  ctx: Context,
  run: Run,
  subject: Subject,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  if (license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(subject, ledger));
  const mark: LicenseChange = {
    remoteid: releasedRemoteId(subject.item),
    ...(subject.type.nameParam === '' ? {} : { licname: `released ${subject.item}` }),
  };
  const change = changeStep(subject, ledger, mark);
  const freed = {
    state: 'released',
    item: null,
    releasedAt: ctx.clock.now(),
    ipChangeDate: license.ipChangeDate,
    ip: license.ip,
    expiredate: license.expiredate,
    paidUntil: null,
    seenExpiredate: null,
  } as const;
  await run.step('release', { ...change, ledger: () => [{ update: ledger.id, change: freed }] });
}

function deleteStep(subject: Subject, ledger: LedgerLicense): Step<Facts> {
  const { upstream, itemtype } = subject;
  const id = ledger.licenseId;
  return {
    intent: { license: id },
    async find() {
      const license = await upstream.read(itemtype, id);
      return license === null || license.status === 'deleted' ? { license: id } : null;
    },
    async act() {
      await upstream.delete({ itemtype, id });
      return { license: id };
    },
    ledger: () => [{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }],
  };
}
