import { ACCOUNTS_MODULE } from '../../base/names.ts';
import { withFailover } from '../engine/failover.ts';
import { isAwaited, notifyOpened, wasNotified } from '../engine/notify.ts';
import { type Ending, type ServiceHandler, serviceOperation } from '../engine/run-operation.ts';
import { saveAccountParams } from './account/account-params.ts';
import { accountPlanOf } from './account/account-plan.ts';
import { type AccountRun, accountTargetOf } from './account/account-target.ts';
import { CREATE, createAccount } from './account/create-account.ts';
import { boundAccount, readAccount, requireAccount } from './account/find-account.ts';
import { powerStep } from './account/switch-account.ts';

/**
 * Opens a service: takes the account bound to it, or makes one from the tariff's template with its
 * own name and a random password; then activates the service.
 */
export const openAccount = openAs('open');

/**
 * Processes a service again (command reopen): the same work, reported by `postreopen`. Never a
 * second account.
 */
export const reopenAccount = openAs('reopen');

/** Opens it on another panel of the tariff if the first one is unusable. */
export const openAccountWithFailover = withFailover(openAccount, {
  program: ACCOUNTS_MODULE,
  retryableElsewhere: new Set([
    'panel_unreachable',
    'panel_certificate',
    'panel_auth',
    'panel_access',
    'panel_wrong',
    'panel_setting_missing',
  ]),
});

function openAs(command: 'open' | 'reopen'): ServiceHandler {
  return serviceOperation(accountTargetOf, {
    command,
    execute: run => execute(run, command),
    async repeat(ctx, target, call) {
      await requireAccount(ctx, target);
      if (await isAwaited(ctx, call)) await notifyOpened(ctx, target, command);
    },
  });
}

async function execute(run: AccountRun, command: 'open' | 'reopen'): Promise<Ending> {
  const { ctx, target } = run;
  if (await wasNotified(run)) return { outcome: { told: 'before' } };
  const bound = (await boundAccount(ctx, target))?.ledger.licenseId;
  // an account that this operation made may still need its password
  const isThere = bound !== undefined && !run.has(`${CREATE}${bound}`);
  const name = isThere ? bound : await createAccount(run, await accountPlanOf(ctx, target), bound);
  if (isThere) await takeUp(run, name);
  await notifyOpened(ctx, target, command);
  return { outcome: { account: name } };
}

/**
 * An account that was there before (adopted, imported) is switched on and told to the service; its
 * limits stay as they are.
 */
async function takeUp(run: AccountRun, name: string): Promise<void> {
  const { ctx, target } = run;
  const account = await readAccount(target, name);
  if (account.status === 'suspended' || run.has('resume'))
    await run.step('resume', powerStep(run, name, 'active'));
  await saveAccountParams(ctx, target, name);
}
