import { PARAM_LICENSE_ID } from '../billing/billing.ts';
import type { LedgerLicense, LedgerWrite } from '../journal/journal.ts';
import { isRead } from '../products/end-date.ts';
import type { LicenseChange } from '../products/upstream.ts';
import { isAnewByAge, perform } from './begin.ts';
import { changeStep } from './change.ts';
import type { Context, ServiceCall } from './context.ts';
import { findLicense } from './find-license.ts';
import { type OwnLicense, passGate } from './gate.ts';
import { isGone, onLicense, requirePrepared } from './license.ts';
import { suspendStep } from './power.ts';
import { releasedRemoteId } from './remoteid.ts';
import type { Facts, Run, Step } from './run.ts';
import { withService } from './service-lock.ts';
import { settleDoubts } from './settled.ts';
import { type Subject, serviceFacts, subjectOf } from './subject.ts';
import { post } from './tell.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/**
 * Closes a service: its license is deleted upstream, or released for reuse (`close = release` of the preset): suspended,
 * renamed, and kept in the ledger. A service without a license, or whose license is gone already, is closed all the same.
 */
export async function close(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await perform(ctx, subject, 'close', call, serviceFacts(subject.service), {
      async carryOut(run) {
        await settleDoubts(ctx, subject.item, run.isOwn);
        // a license that this operation has let go of serves nobody, or somebody else by now: it is not looked for again
        const isGone = run.isDone('release') || run.isDone('delete') || (await isReleased(ctx, subject));
        const ledger = isGone ? null : await findLicense(ctx, subject);
        const ended = ledger ? await letGo(ctx, run, subject, ledger) : [];
        await post(ctx, call, 'postclose', subject.item, run);
        await forgetVendorSuspension(ctx, subject.item);
        await endOthers(ctx, run, subject.item);
        await run.close('done', { license: ledger?.licenseId ?? '' }, ended);
      },
      repeat: () => post(ctx, call, 'postclose', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

/**
 * Was the license that the service names let go of by an attempt of which nothing is known any more (a new state file)? Upstream it carries
 * our mark then; the ledger gets it with the rest of the list.
 */
async function isReleased(ctx: Context, subject: Subject): Promise<boolean> {
  const id = subject.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '' || (await (await ctx.journal()).licenseOf(subject.item)) !== null) return false;
  const license = await subject.upstream.read(subject.itemtype, id);
  return license?.remoteid === releasedRemoteId(subject.item);
}

/**
 * BILLmanager has dropped whatever else it wanted of the service. What was begun of that and not ended is never taken up again: it
 * would work on a license that serves somebody else by then, or on none.
 */
async function endOthers(ctx: Context, run: Run, item: string): Promise<void> {
  const journal = await ctx.journal();
  for (const { id } of await journal.operations({ item, states: ['open', 'waiting'] })) {
    if (id === run.row.id) continue;
    const text = `the service was closed by operation ${run.row.id}`;
    await journal.close(id, 'failed', { fault: 'operation_withdrawn', kind: 'final', text });
  }
}

/** Answers what is left to be noted in the ledger together with the end of the operation. */
async function letGo(
  ctx: Context,
  run: Run,
  subject: Subject,
  ledger: LedgerLicense,
): Promise<readonly LedgerWrite[]> {
  const { upstream } = subject;
  const license = await upstream.read(subject.itemtype, ledger.licenseId);
  if (license === null || license.status === 'deleted') {
    // nobody has noted yet that it is gone: neither our own deletion, whose answer was lost, nor another hand's
    await run.conclude('delete', { license: ledger.licenseId });
    return [{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }];
  }
  const own = await passGate(ctx, subject, ledger, license);
  if (ctx.conf.presetSettings(ledger.preset).close === 'release' && upstream.abilities.remoteid) {
    await release(ctx, run, subject, own);
    return [];
  }
  if (upstream.abilities.delete) {
    await run.step('delete', deleteStep(subject, own));
    return [];
  }
  // The classic interface has no deletion: a suspended license that nobody renews lapses by itself.
  if (license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(subject, own));
  return [{ update: ledger.id, change: { state: 'ended', status: 'suspended' } }];
}

async function release(ctx: Context, run: Run, subject: Subject, own: OwnLicense): Promise<void> {
  const { ledger, license } = own;
  requirePrepared(license);
  if (license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(subject, own));
  const mark: LicenseChange = {
    remoteid: releasedRemoteId(subject.item),
    ...(subject.type.nameParam === '' ? {} : { licname: `released ${subject.item}` }),
  };
  const change = changeStep(subject, own, mark);
  const freed = {
    state: 'released',
    item: null,
    releasedAt: ctx.clock.now(),
    ipChangeDate: license.ipChangeDate,
    ip: license.ip,
    ...(isRead(license.expiredate) ? { expiredate: license.expiredate } : {}),
    paidUntil: null,
    seenExpiredate: null,
  } as const;
  await run.step('release', { ...change, ledger: () => [{ update: ledger.id, change: freed }] });
}

function deleteStep(subject: Subject, { ledger }: OwnLicense): Step<Facts> {
  const { upstream, itemtype } = subject;
  const id = ledger.licenseId;
  return {
    intent: { license: id },
    async find() {
      const license = await upstream.read(itemtype, id);
      return license === null || license.status === 'deleted' ? { license: id } : null;
    },
    async act() {
      try {
        await onLicense(subject, id, () => upstream.delete({ itemtype, id }));
      } catch (error) {
        // somebody was faster
        if (!isGone(error)) throw error;
      }
      return { license: id };
    },
    ledger: () => [{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }],
  };
}
