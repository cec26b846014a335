import { ACCOUNTS_MODULE } from '../../base/names.ts';
import { PARAM_URL, PARAM_USERNAME } from '../../billmanager/billmanager.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { type FailoverPolicy, openOnAnyModule } from '../engine/failover.ts';
import { isAwaited, wasNotified } from '../engine/notify.ts';
import type { Run } from '../engine/run.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { serviceFacts } from '../licenses/license-context.ts';
import { type AccountTarget, accountTargetOf } from './account-context.ts';
import { accountPlanOf } from './account-plan.ts';
import { resumeAccountStep } from './account-power.ts';
import { createAccount } from './create-account.ts';
import { boundAccount, CREATE, readAccount, requireAccount } from './find-account.ts';

/**
 * Opens a service: the account that is bound to it already serves it, else one is made from the
 * tariff's template, with a name of its own and a drawn password; then the service is activated.
 */
export async function openAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'open');
}

/**
 * Processes a service again (command reopen): the same work, told by `postreopen`. Never a second
 * account.
 */
export async function reopenAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'reopen');
}

/** Opens it on another panel of the tariff when the first one cannot be worked with. */
export async function openAccountOnAnyModule(ctx: Context, call: ServiceCall): Promise<void> {
  await openOnAnyModule(ctx, call, WAY);
}

const WAY: FailoverPolicy = {
  open: openAccount,
  program: ACCOUNTS_MODULE,
  retryableElsewhere: new Set([
    'panel_unreachable',
    'panel_certificate',
    'panel_auth',
    'panel_access',
    'panel_wrong',
    'panel_setting_missing',
  ]),
};

async function openAs(ctx: Context, call: ServiceCall, command: 'open' | 'reopen'): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    await runOperation(ctx, target, command, call, serviceFacts(target.service), {
      execute: run => execute(ctx, run, target, call, command),
      async repeat() {
        await requireAccount(ctx, target);
        if (await isAwaited(ctx, call)) await tellActive(ctx, target, command);
      },
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

async function execute(
  ctx: Context,
  run: Run,
  target: AccountTarget,
  call: ServiceCall,
  command: 'open' | 'reopen',
): Promise<void> {
  if (await wasNotified(ctx, run, target.service, call))
    return run.close('done', { told: 'before' });
  const bound = await boundAccount(ctx, target);
  // an account that this operation made may still need its password
  const isThere = bound !== null && !run.has(`${CREATE}${bound.ledger.licenseId}`);
  const name = isThere
    ? bound.ledger.licenseId
    : await createAccount(
        ctx,
        run,
        target,
        await accountPlanOf(ctx, target),
        bound?.ledger.licenseId,
      );
  if (isThere) await takeUp(ctx, run, target, name);
  await tellActive(ctx, target, command);
  await run.close('done', { account: name });
}

/**
 * An account that was there before (adopted, imported) is switched on and told to the service; its
 * limits stay as they are.
 */
async function takeUp(ctx: Context, run: Run, target: AccountTarget, name: string): Promise<void> {
  const account = await readAccount(target, name);
  if (account.status === 'suspended' || run.has('resume'))
    await run.step('resume', resumeAccountStep(ctx, target, name));
  await saveAccountParams(ctx, target, name);
}

/** Saves name and panel on the service; only what differs from what the service says already. */
export async function saveAccountParams(
  ctx: Context,
  target: AccountTarget,
  name: string,
): Promise<void> {
  const params: readonly [string, string][] = [
    [PARAM_USERNAME, name],
    [PARAM_URL, target.panel.url],
  ];
  for (const [param, value] of params) {
    if (target.service.params.get(param) !== value)
      await ctx.billmanager.saveParam(target.item, param, value);
  }
}

async function tellActive(
  ctx: Context,
  target: AccountTarget,
  command: 'open' | 'reopen',
): Promise<void> {
  if (command === 'reopen') await ctx.billmanager.post('postreopen', target.item);
  else await ctx.billmanager.activate(target.service);
}
