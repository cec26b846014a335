import { addDays, addMonths, type IsoDate, laterDate, parseDate } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import { isMonths } from '../../base/period.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { LedgerLicense, LedgerWrite } from '../../journal/records.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import type { Context } from '../engine/context.ts';
import { type Doubt, doubtsOfOthers } from '../engine/in-doubt.ts';
import { notify } from '../engine/notify.ts';
import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { factsOf } from '../engine/step.ts';
import { unfinished } from '../engine/unfinished.ts';
import { ownerOf } from '../installation/remoteid.ts';
import { findDoubted, ordersIn } from './acquire/doubted-order.ts';
import { releaseStep } from './acquire/release.ts';
import { operationStory } from './cost/operation-story.ts';
import { findLicense } from './license/find-license.ts';
import { isMarkedFor, type OwnLicense, passGate } from './license/gate.ts';
import { licenseRow, serviceTerms } from './license/license-row.ts';
import { type LicenseRun, type LicenseTarget, targetOf } from './license/license-target.ts';
import { permitOn } from './license/permit.ts';
import { monthsOf } from './license/plan.ts';
import { suspendStep } from './license/power-steps.ts';
import { isGone, onLicense, requirePrepared } from './license/read-license.ts';
import { rebuildLedger } from './license/rebuild-ledger.ts';
import { keepsRemoteId } from './license/remoteid-kept.ts';
import { followRenumbered, lastRenumbered } from './license/renumbered.ts';
import { SLACK_DAYS } from './renewal/paid-period.ts';

/**
 * Closes a service: its license is deleted at the vendor, or released for reuse (`close = release`
 * of the preset): suspended, renamed, and kept in the ledger. A service without a license, or whose
 * license is gone already, is closed all the same.
 */
export const close = serviceOperation(targetOf, {
  command: 'close',
  post: 'postclose',
  story: operationStory,
  async execute(run) {
    const { ctx, target } = run;
    const doubts = await doubtsOfOthers(ctx, target.item, run.isOwn);
    // a license that this operation has let go of serves nobody, or somebody else by now: it is not
    // looked for again
    const isLetGo =
      run.isDone('release') || run.isDone('delete') || (await isReleased(ctx, target));
    const ledger = isLetGo
      ? null
      : ((await findLicense(ctx, target)) ??
        (await lastRenumbered(ctx, target)) ??
        (await takeDoubted(ctx, target, doubts)));
    const ended = ledger ? await letGo(run, ledger) : [];
    return { outcome: { license: ledger?.licenseId ?? '' }, ledger: () => ended };
  },
  async notify(run) {
    const isNotified = await notify(run, 'postclose');
    await forgetOutsideSuspension(run.ctx, run.target.item);
    await endOthers(run);
    return isNotified;
  },
});

/**
 * The license of an order whose answer was lost, found by its remoteid: with the service closed
 * nobody else would look for it.
 */
async function takeDoubted(
  ctx: Context,
  target: LicenseTarget,
  doubts: readonly Doubt[],
): Promise<LedgerLicense | null> {
  const row = await findDoubted(ctx, target, ordersIn(doubts), '');
  if (!row || !isMarkedFor(target, row.remoteid)) return null;
  const facts = {
    ...serviceTerms(target.service),
    source: 'order',
    remoteid: row.remoteid,
    boughtUntil: dateOrNull(row.expiredate),
  } as const;
  await ctx.journal.write([{ put: licenseRow(target, row, facts) }]);
  return ctx.journal.licenseOf(target.item);
}

/**
 * Did an attempt that is no longer known (a new state file) release the license that the service
 * names? It is then named as released at the vendor; the ledger gets it with the rest of the list.
 */
async function isReleased(ctx: Context, target: LicenseTarget): Promise<boolean> {
  const id = target.service.params.get(PARAM_LICENSE_ID) ?? '';
  if (id === '' || (await ctx.journal.licenseOf(target.item)) !== null) return false;
  const license = await target.vendor.read(target.itemtype, id);
  const owner = ownerOf(license?.remoteid ?? '', target.mark);
  return owner.kind === 'released' && owner.item === target.item;
}

/**
 * BILLmanager has dropped whatever else it wanted of the service. What was begun of that and not
 * ended is never taken up again: it would work on a license that serves somebody else by then, or
 * on none.
 */
async function endOthers({ ctx, target, row, isOwn }: Run): Promise<void> {
  const text = `the service was closed by operation ${row.id}`;
  const outcome = { fault: 'operation_withdrawn', kind: 'final', text };
  const others = (await unfinished(ctx, target.item)).filter(each => !isOwn(each));
  for (const { id } of others) await ctx.journal.close(id, 'failed', outcome);
}

/**
 * Deletes or releases the license of a service that is over, through the gate; one that was paid
 * further elsewhere is left alone. Returns what is left to be noted in the ledger together with the
 * end of the operation. Faults: license_foreign, license_paid_elsewhere, those of the vendor.
 */
export async function letGo(
  run: LicenseRun,
  ledger: LedgerLicense,
  how: 'release' | 'delete' = run.ctx.conf.presetSettings(ledger.preset).close,
): Promise<readonly LedgerWrite[]> {
  const { ctx, target } = run;
  const { vendor } = target;
  const license = await vendor.read(target.itemtype, ledger.licenseId);
  if (license === null || license.status === 'deleted') {
    const renumbered = await followRenumbered(ctx, target, ledger);
    if (renumbered) return letGo(run, renumbered, how);
    // nobody has noted yet that it is gone: neither our own deletion, whose answer was lost, nor
    // another hand's
    await run.resolve('delete', { license: ledger.licenseId });
    return [deletedRow(ledger)];
  }
  const own = await passGate(ctx, target, ledger, license);
  await requireOnlyOurs(ctx, target, own);
  if (how === 'release' && (await keepsRemoteId(ctx, target))) {
    requirePrepared(license);
    await suspendOnce(run, own);
    await run.step('release', releaseStep(ctx, target, own));
    return [];
  }
  if (vendor.abilities.delete) {
    try {
      await run.step('delete', deleteStep(target, own));
      return [];
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    // somebody was faster, or it has another id since it was read
    const renumbered = await followRenumbered(ctx, target, ledger);
    return renumbered ? letGo(run, renumbered, how) : [deletedRow(ledger)];
  }
  // The classic interface has no deletion: a suspended license that nobody renews lapses by itself.
  await suspendOnce(run, own);
  return [{ update: ledger.id, change: { state: 'ended', status: 'suspended' } }];
}

const deletedRow = ({ id }: LedgerLicense): LedgerWrite => ({
  update: id,
  change: { state: 'ended', status: 'deleted' },
});

/**
 * A license that ends later than what was bought here was paid for by somebody else: it is not
 * deleted before a person has looked. Fault license_paid_elsewhere.
 */
async function requireOnlyOurs(
  ctx: Context,
  target: LicenseTarget,
  own: OwnLicense,
): Promise<void> {
  const { ledger, license } = own;
  const end = dateOrNull(license.expiredate);
  const isCovered = (bought: IsoDate | null): boolean =>
    bought === null || end === null || end <= addDays(bought, SLACK_DAYS);
  if (isCovered(ledger.boughtUntil)) return;
  const renewed = await renewedUntil(ctx, target, license.id);
  if (renewed !== null && isCovered(renewed)) return;
  // a state file that was put back does not know all that it bought
  const { catchingUp } = await ctx.journal.installation();
  if (catchingUp === 'put_back') {
    await rebuildLedger(ctx, target);
    const known = await ctx.journal.licenseOf(target.item);
    if (known?.licenseId === license.id && isCovered(known.boughtUntil)) return;
  }
  throw new Fault('license_paid_elsewhere', {
    object: license.id,
    value: `${ledger.boughtUntil}, ${end}`,
  });
}

/**
 * Until when renewals of the service's operations have taken the license, or may have: one whose
 * answer was lost, or whose answer told no date, is in no row of the ledger yet. null: there is
 * none whose length is known.
 */
async function renewedUntil(
  { journal }: Context,
  { item, vendor }: LicenseTarget,
  id: string,
): Promise<IsoDate | null> {
  let until: IsoDate | null = null;
  for (const operation of await journal.operations({ item })) {
    for (const { name, intent, sendings } of await journal.steps(operation.id)) {
      const { license, before = '', period = '' } = factsOf(intent);
      const from = parseDate(before);
      const months = monthsOf(vendor, period);
      if (!name.startsWith('prolong ') || license !== id || from === null) continue;
      if (months === null || !isMonths(months)) continue;
      until = laterDate(until, addMonths(from, months * Math.max(1, sendings.length)));
    }
  }
  return until;
}

async function suspendOnce(run: LicenseRun, own: OwnLicense): Promise<void> {
  if (own.license.status !== 'suspended' || run.has('suspend'))
    await run.step('suspend', suspendStep(run.target, own));
}

function deleteStep(target: LicenseTarget, own: OwnLicense): Step<Facts> {
  const { vendor, itemtype } = target;
  const { licenseId: id } = own.ledger;
  return {
    intent: { license: id },
    async find() {
      const license = await vendor.read(itemtype, id);
      return license === null || license.status === 'deleted' ? { license: id } : null;
    },
    async act(_, lock) {
      await onLicense(target, id, () => vendor.delete(permitOn(lock, target, own)));
      return { license: id };
    },
    ledger: () => [deletedRow(own.ledger)],
  };
}
