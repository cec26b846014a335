import { accountTargetOf } from '../../src/operations/accounts/account/account-target.ts';
import { openAccount } from '../../src/operations/accounts/open.ts';
import type { Context, Target } from '../../src/operations/engine/context.ts';
import { Run } from '../../src/operations/engine/run.ts';
import { wantedOf } from '../../src/operations/licenses/acquire/wanted.ts';
import { readOwn } from '../../src/operations/licenses/license/gate.ts';
import { targetOf } from '../../src/operations/licenses/license/license-target.ts';
import { planOf } from '../../src/operations/licenses/license/plan.ts';
import { open } from '../../src/operations/licenses/open.ts';
import type { Opening } from '../../src/operations/licenses/opening/prepare-license.ts';
import type { aWorld } from './a-world.ts';
import type { SimService } from './billmanager-world.ts';
import type { PanelUser } from './panel-world.ts';
import { HELD } from './permit.ts';
import type { Sold } from './sold.ts';

/*
 * What the parts of an operation are given, made as the operation makes it.
 */

export type AWorld = ReturnType<typeof aWorld>;

/** A service that is open, and its license; what it took is forgotten. */
export async function opened(
  world: AWorld,
  wish: Parameters<AWorld['order']>[0] = {},
): Promise<{ readonly service: SimService; readonly license: Sold }> {
  const service = world.order(wish);
  await open(world.ctx, world.asked(service, 'open'));
  world.charges.length = 0;
  world.script.requests.length = 0;
  world.script.calls.length = 0;
  const license = world.vendor.licenses.get(service.params.get('license_id') ?? '');
  if (license === undefined) throw new Error('it has no license');
  return { service, license };
}

type Named = Pick<SimService, 'id'>;

/** A call by hand: without a running operation. */
export const byHand = ({ id }: Named) => ({ item: id, runningOperation: null, itemtype: null });

export const targetFor = (ctx: Context, service: Named) => targetOf(ctx, byHand(service));

export const accountTargetFor = (ctx: Context, service: Named) =>
  accountTargetOf(ctx, byHand(service));

/** What is opened: a service with its plan and all that it wants of a license. */
export async function openingFor(ctx: Context, service: Named): Promise<Opening> {
  const target = await targetFor(ctx, service);
  const plan = await planOf(ctx, target.service);
  const wanted = await wantedOf(ctx, target, plan);
  return { ...target, plan, wanted, since: ctx.clock.now() };
}

/** The license that the ledger has for a target, through the gate. */
export async function ownOf(ctx: Context, target: Parameters<typeof readOwn>[1]) {
  const ledger = await ctx.journal.licenseOf(target.item);
  if (ledger === null) throw new Error('the ledger has none');
  return readOwn(ctx, target, ledger);
}

/** An operation under way; the same one, taken up again, when it is asked for once more. */
export async function runOf<T extends Target>(
  ctx: Context,
  target: T,
  command = 'open',
  lock = HELD,
): Promise<Run<T>> {
  const call = { ...byHand(target.service), runningOperation: '9' };
  const key = { command, item: target.item, runningOperation: call.runningOperation };
  const { expiredate } = target.service;
  const begun = await ctx.journal.begin(key, target.module, { expiredate: expiredate ?? '' });
  return new Run(ctx, call, target, { ...begun, lock });
}

/** A service at our panel that is open, and its account; what it took is forgotten. */
export async function openedAccount(
  world: AWorld,
  wish: Parameters<AWorld['order']>[0] = {},
): Promise<{ readonly service: SimService; readonly user: PanelUser }> {
  const service = world.orderAccount(wish);
  await openAccount(world.ctx, world.asked(service, 'open'));
  world.script.requests.length = 0;
  world.script.calls.length = 0;
  return { service, user: world.panel.require(service.params.get('username') ?? '') };
}
