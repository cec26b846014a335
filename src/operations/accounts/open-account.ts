import { PARAM_URL, PARAM_USERNAME } from '../../billing/billing.ts';
import { isAnewByAge, perform } from '../begin.ts';
import type { Context, ServiceCall } from '../context.ts';
import { openOnAnyModule, type Way } from '../next-module.ts';
import type { Run } from '../run.ts';
import { withService } from '../service-lock.ts';
import { serviceFacts } from '../subject.ts';
import { isAwaited, wasTold } from '../tell.ts';
import { accountPlanOf } from './account-plan.ts';
import { resumeAccountStep } from './account-power.ts';
import { ACCOUNT_MODULE, type AccountSubject, accountSubjectOf } from './account-subject.ts';
import { createAccount } from './create-account.ts';
import { boundAccount, CREATE, readAccount, requireAccount } from './find-account.ts';

/**
 * Opens a service: the account that is bound to it already serves it, else one is made from the tariff's template, with a
 * name of its own and a drawn password; then the service is activated.
 */
export async function openAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'open');
}

/** Processes a service again (command reopen): the same work, told by `postreopen`. Never a second account. */
export async function reopenAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'reopen');
}

/** Opens it on another panel of the tariff when the first one cannot be worked with. */
export async function openAccountOnAnyModule(ctx: Context, call: ServiceCall): Promise<void> {
  await openOnAnyModule(ctx, call, WAY);
}

const WAY: Way = {
  open: openAccount,
  program: ACCOUNT_MODULE,
  mayDiffer: new Set([
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
    const subject = await accountSubjectOf(ctx, call);
    await perform(ctx, subject, command, call, serviceFacts(subject.service), {
      carryOut: run => carryOut(ctx, run, subject, call, command),
      async repeat() {
        await requireAccount(ctx, subject);
        if (await isAwaited(ctx, call)) await tellActive(ctx, subject, command);
      },
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

async function carryOut(
  ctx: Context,
  run: Run,
  subject: AccountSubject,
  call: ServiceCall,
  command: 'open' | 'reopen',
): Promise<void> {
  if (await wasTold(ctx, run, subject.service, call)) return run.close('done', { told: 'before' });
  const bound = await boundAccount(ctx, subject);
  // an account that this operation made may still need its password
  const isThere = bound !== null && !run.has(`${CREATE}${bound.ledger.licenseId}`);
  const name = isThere
    ? bound.ledger.licenseId
    : await createAccount(ctx, run, subject, await accountPlanOf(ctx, subject), bound?.ledger.licenseId);
  if (isThere) await takeUp(ctx, run, subject, name);
  await tellActive(ctx, subject, command);
  await run.close('done', { account: name });
}

/** An account that was there before (adopted, imported) is switched on and told to the service; its limits stay as they are. */
async function takeUp(ctx: Context, run: Run, subject: AccountSubject, name: string): Promise<void> {
  const account = await readAccount(subject, name);
  if (account.status === 'suspended' || run.has('resume'))
    await run.step('resume', resumeAccountStep(ctx, subject, name));
  await saveAccountParams(ctx, subject, name);
}

/** Saves name and panel on the service; only what differs from what the service says already. */
export async function saveAccountParams(ctx: Context, subject: AccountSubject, name: string): Promise<void> {
  const params: readonly [string, string][] = [
    [PARAM_USERNAME, name],
    [PARAM_URL, subject.panel.url],
  ];
  for (const [param, value] of params) {
    if (subject.service.params.get(param) !== value) await ctx.billing.saveParam(subject.item, param, value);
  }
}

async function tellActive(ctx: Context, subject: AccountSubject, command: 'open' | 'reopen'): Promise<void> {
  if (command === 'reopen') await ctx.billing.post('postreopen', subject.item);
  else await ctx.billing.activate(subject.service);
}
