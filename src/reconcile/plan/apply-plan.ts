import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { Progress } from '../../base/progress.ts';
import { applyAdoption } from '../../operations/adopt/apply-adoption.ts';
import { planAdoption } from '../../operations/adopt/plan-adoption.ts';
import type { Context } from '../../operations/engine/context.ts';
import { deleteUnserved } from '../../operations/licenses/delete-unserved.ts';
import { setparam } from '../../operations/licenses/setparam.ts';
import { syncItem } from '../../operations/licenses/sync-item.ts';
import { isItemtype } from '../../vendor/product-types.ts';
import { checkevent } from '../reconcile.ts';
import type { Report } from '../report.ts';
import type { AccountPass } from './account-pass.ts';
import type { Action, Difference } from './difference.ts';

/** A difference that a person has chosen, at its vendor account. */
export interface Chosen {
  readonly pass: AccountPass;
  readonly difference: Difference;
}

export interface Applied extends Chosen {
  /** null: it is settled. */
  readonly fault: Fault | null;
}

/**
 * Settles what a person has chosen, one after the other, and tells each outcome. Everything is
 * looked at again before it is done: a plan may be old. What checkevent does anyway is left to one
 * run of it. One fault does not stop the rest, but maintenance does. Interrupted anywhere, another
 * plan shows what is left.
 */
export async function applyPlan(
  ctx: Context,
  chosen: readonly Chosen[],
  listener: {
    applied(applied: Applied): void;
    /** null: another run is under way. */
    checkevent(report: Report | null): void;
  },
  progress: Progress,
): Promise<void> {
  ctx.mayAct();
  const byHand = chosen.filter(({ difference }) => difference.action !== 'checkevent');
  if (byHand.length < chosen.length)
    listener.checkevent(await checkevent(ctx, { module: null, dryRun: false, progress }));
  if (byHand.length === 0) return;
  progress.start('apply', byHand.length);
  for (const each of byHand) {
    const fault = await settle(ctx, each);
    progress.advance(1);
    listener.applied({ ...each, fault });
    if (isMaintenance(fault)) break;
  }
  progress.end();
}

type ByHand = Exclude<Action, 'checkevent'>;

const SETTLE: Readonly<
  Record<ByHand, (ctx: Context, difference: Difference, pass: AccountPass) => Promise<void>>
> = { bind, setparam: followService, sync: followLicense, delete: deleteOne };

async function settle(ctx: Context, { pass, difference }: Chosen): Promise<Fault | null> {
  const { action, item, license } = difference;
  if (action === null || action === 'checkevent') return null;
  try {
    await SETTLE[action](ctx, difference, pass);
    return null;
  } catch (error) {
    const fault = toFault(error);
    const about = `${action}: service ${item}, license ${license}`;
    ctx.log.error(`apply: ${about}: ${fault.type}: ${fault.message} ${fault.detail}`);
    return fault;
  }
}

async function bind(ctx: Context, { item, license }: Difference): Promise<void> {
  const pair = { item, kind: 'license', id: license, line: null } as const;
  const rows = await planAdoption(ctx, [pair], { anyTariff: true });
  const [conflict] = rows.filter(({ verdict }) => verdict === 'conflict');
  if (conflict) {
    const value = conflict.reasons.map(({ code, value }) => `${code} ${value}`.trim()).join(', ');
    throw new Fault('binding_refused', { object: item, value });
  }
  for (const { fault } of await applyAdoption(ctx, rows, () => {})) if (fault) throw fault;
}

async function followService(ctx: Context, { item, itemtype }: Difference): Promise<void> {
  await setparam(ctx, { item, runningOperation: null, itemtype });
}

async function followLicense(ctx: Context, { item, itemtype }: Difference): Promise<void> {
  await syncItem(ctx, { item, runningOperation: null, itemtype });
}

async function deleteOne(
  ctx: Context,
  { item, license, itemtype }: Difference,
  pass: AccountPass,
): Promise<void> {
  if (!isItemtype(itemtype)) throw new Fault('not_sold_here', { object: itemtype, value: item });
  await deleteUnserved(ctx, { ...pass, itemtype, item, licenseId: license });
}
