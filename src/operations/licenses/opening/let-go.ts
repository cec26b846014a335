import { conditionOf, type Fault, type FaultType } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import type { Run } from '../../engine/run.ts';
import { releaseStep } from '../acquire/release.ts';
import { noteRefused, release } from '../acquire/reuse.ts';
import type { Acquisition } from '../acquire/wanted.ts';
import { readOwn } from '../license/gate.ts';

/*
 * A released license that turns out not to serve its new service: it is let go of, and the opening
 * goes on with another one, or an order.
 */

const giveBackName = ({ licenseId }: LedgerLicense): string => `give back ${licenseId}`;

/** The step that binds a license; what was bound and let go of keeps its own. */
export function bindName({ book }: Run, { licenseId }: LedgerLicense): string {
  const bound = book.get('bind')?.intent['license'] ?? licenseId;
  return bound === licenseId ? 'bind' : `bind ${licenseId}`;
}

const isTerm = (step: string): boolean => step.startsWith('prolong ');

const REFUSALS: ReadonlySet<FaultType> = new Set<FaultType>([
  'upstream_value',
  'upstream_refused',
  'upstream_missed',
  'period_unsold',
]);

/** Is a renewal of a released license that is refused so answered by taking another one? */
export const isRefusal = (type: FaultType): boolean => REFUSALS.has(type);

/** Has an attempt begun to give the license back, and died? */
export const isHalfGivenBack = (run: Run, license: LedgerLicense): boolean =>
  run.has(giveBackName(license)) && !run.isDone(giveBackName(license));

/**
 * Lets go of a reserved license because of a fault; false where that is no reason: it passes, or
 * something has been paid for the license already.
 * - One that somebody has put to use, or deleted, before it was bound is no license of ours.
 * - One that the vendor does not bind is free as it was.
 * - One that was bound is named as released again. A refusal is heard only when the renewal might
 *   be sent again; so what was sent before it, and looked for in vain, is given up with it.
 */
export async function letGo(
  run: Run<Acquisition>,
  license: LedgerLicense,
  fault: Fault,
): Promise<boolean> {
  const { ctx, book } = run;
  if (fault.kind !== 'final' || conditionOf(fault) !== null) return false;
  const bind = bindName(run, license);
  const isTaken = fault.type === 'license_foreign' || fault.type === 'license_gone';
  if (!run.isDone(bind)) {
    await book.retract(bind);
    if (!isTaken) await release(ctx, license, fault);
    else {
      ctx.log.warning(`license ${license.licenseId} was taken or deleted: ${fault.message}`);
      const status = fault.type === 'license_gone' ? { status: 'deleted' } : {};
      await ctx.journal.write([{ update: license.id, change: { state: 'ended', ...status } }]);
    }
    return true;
  }
  const isPaid = book.has(name => isTerm(name) && run.isDone(name));
  if (isTaken || isPaid || !isRefusal(fault.type)) return false;
  ctx.log.warning(`license ${license.licenseId} cannot be reused: ${fault.message}`);
  for (const { name } of book.doubts) if (isTerm(name)) await book.retract(name);
  await giveBack(run, license);
  return true;
}

export async function giveBack(run: Run<Acquisition>, license: LedgerLicense): Promise<void> {
  const { ctx, target } = run;
  await noteRefused(run, license);
  const own = await readOwn(ctx, target, license);
  await run.step(giveBackName(license), releaseStep(ctx, target, own));
}
