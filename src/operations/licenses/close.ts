import { PARAM_LICENSE_ID } from '../../billmanager/billmanager.ts';
import type { LedgerLicense, LedgerWrite } from '../../journal/journal.ts';
import { isRead } from '../../vendor/end-date.ts';
import type { LicenseChange } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import { notify } from '../engine/notify.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { changeStep } from './change.ts';
import { findLicense } from './find-license.ts';
import { type OwnLicense, passGate } from './gate.ts';
import { isGone, onLicense, requirePrepared } from './license.ts';
import { type LicenseTarget, serviceFacts, targetOf } from './license-context.ts';
import { suspendStep } from './power.ts';
import { releasedRemoteId } from './remoteid.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/**
 * Closes a service: its license is deleted upstream, or released for reuse (`close = release` of
 * the preset): suspended, renamed, and kept in the ledger. A service without a license, or whose
 * license is gone already, is closed all the same.
 */
export async function close(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await runOperation(ctx, target, 'close', call, serviceFacts(target.service), {
      async execute(run) {
        await waitForOrdersInDoubt(ctx, target.item, run.isOwn);
        // a license that this operation has let go of serves nobody, or somebody else by now: it is
        // not looked for again
        const isGone =
          run.isDone('release') || run.isDone('delete') || (await isReleased(ctx, target));
        const ledger = isGone ? null : await findLicense(ctx, target);
        const ended = ledger ? await letGo(ctx, run, target, ledger) : [];
        await notify(ctx, call, 'postclose', target.item, run);
        await forgetVendorSuspension(ctx, target.item);
        await endOthers(ctx, run, target.item);
        await run.close('done', { license: ledger?.licenseId ?? '' }, ended);
      },
      repeat: () => notify(ctx, call, 'postclose', target.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

/**
 * Was the license that the service names let go of by an attempt of which nothing is known any more
 * (a new state file)? Upstream it carries our mark then; the ledger gets it with the rest of the
 * list.
 */
async function isReleased(ctx: Context, target: LicenseTarget): Promise<boolean> {
  const id = target.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '' || (await (await ctx.journal()).licenseOf(target.item)) !== null) return false;
  const license = await target.vendor.read(target.itemtype, id);
  return license?.remoteid === releasedRemoteId(target.item);
}

/**
 * BILLmanager has dropped whatever else it wanted of the service. What was begun of that and not
 * ended is never taken up again: it would work on a license that serves somebody else by then, or
 * on none.
 */
async function endOthers(ctx: Context, run: Run, item: string): Promise<void> {
  const journal = await ctx.journal();
  for (const { id } of await journal.operations({ item, states: ['open', 'waiting'] })) {
    if (id === run.row.id) continue;
    const text = `the service was closed by operation ${run.row.id}`;
    await journal.close(id, 'failed', { fault: 'operation_withdrawn', kind: 'final', text });
  }
}

/** Returns what is left to be noted in the ledger together with the end of the operation. */
async function letGo(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<readonly LedgerWrite[]> {
  const { vendor } = target;
  const license = await vendor.read(target.itemtype, ledger.licenseId);
  if (license === null || license.status === 'deleted') {
    // nobody has noted yet that it is gone: neither our own deletion, whose answer was lost, nor
    // another hand's
    await run.resolve('delete', { license: ledger.licenseId });
    return [{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }];
  }
  const own = await passGate(ctx, target, ledger, license);
  if (ctx.conf.presetSettings(ledger.preset).close === 'release' && vendor.abilities.remoteid) {
    await release(ctx, run, target, own);
    return [];
  }
  if (vendor.abilities.delete) {
    await run.step('delete', deleteStep(target, own));
    return [];
  }
  // The classic interface has no deletion: a suspended license that nobody renews lapses by itself.
  if (license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(target, own));
  return [{ update: ledger.id, change: { state: 'ended', status: 'suspended' } }];
}

async function release(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  own: OwnLicense,
): Promise<void> {
  const { ledger, license } = own;
  requirePrepared(license);
  if (license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(target, own));
  const mark: LicenseChange = {
    remoteid: releasedRemoteId(target.item),
    ...(target.type.nameParam === '' ? {} : { licname: `released ${target.item}` }),
  };
  const change = changeStep(target, own, mark);
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

function deleteStep(target: LicenseTarget, { ledger }: OwnLicense): Step<Facts> {
  const { vendor, itemtype } = target;
  const id = ledger.licenseId;
  return {
    intent: { license: id },
    async find() {
      const license = await vendor.read(itemtype, id);
      return license === null || license.status === 'deleted' ? { license: id } : null;
    },
    async act() {
      try {
        await onLicense(target, id, () => vendor.delete({ itemtype, id }));
      } catch (error) {
        // somebody was faster
        if (!isGone(error)) throw error;
      }
      return { license: id };
    },
    ledger: () => [{ update: ledger.id, change: { state: 'ended', status: 'deleted' } }],
  };
}
