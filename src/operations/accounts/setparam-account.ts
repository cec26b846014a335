import type { Account, AccountChange, LimitName, Limits } from '../../panel/panel.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { notify } from '../engine/notify.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { withService } from '../engine/service-lock.ts';
import { runSetparam } from '../engine/setparam-rollback.ts';
import { type AccountTarget, accountTargetOf } from './account-context.ts';
import { changedPassword, givenPasswordStep } from './account-password.ts';
import { accountPlanOf } from './account-plan.ts';
import { ensureTemplate } from './create-account.ts';
import { readAccount, requireAccount } from './find-account.ts';
import { saveAccountParams } from './open-account.ts';

/**
 * Brings the account in line with the service: template, limits, and a password that the client has
 * set.
 */
export async function setparamAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    await runSetparam(ctx, target, call, run => execute(ctx, run, target, call));
  });
}

/**
 * An operation that was interrupted may carry an older wish: after it is settled the account is
 * compared once more.
 */
const MOST_CHANGES = 3;

async function execute(
  ctx: Context,
  run: Run,
  target: AccountTarget,
  call: ServiceCall,
): Promise<void> {
  const plan = await accountPlanOf(ctx, target);
  const { ledger, account } = await requireAccount(ctx, target);
  const limits = await ensureTemplate(run, target, plan);
  const { name } = account;
  let now = account;
  for (let turn = 1; turn <= MOST_CHANGES; turn += 1) {
    const step = `change ${turn}`;
    const change = changeFor(now, plan.template, limits);
    if (!run.has(step) && change === null) break;
    await run.step(step, changeStep(target, name, change ?? {}));
    now = await readAccount(target, name);
  }
  if (run.has('password') || (await changedPassword(ctx, target)) !== null)
    await run.step('password', givenPasswordStep(ctx, target, name));
  await saveAccountParams(ctx, target, name);
  await notify(ctx, call, 'postsetparam', target.item, run);
  await run.close('done', { account: name }, [
    { update: ledger.id, change: { preset: plan.template, tariff: target.service.pricelist } },
  ]);
}

/**
 * What the panel must be told; null when the account is as the service wants it. A template that
 * the form does not tell is not compared.
 */
function changeFor(account: Account, template: string, wanted: Limits): AccountChange | null {
  const limits = [...wanted].filter(([name, value]) => (account.limits.get(name) ?? '') !== value);
  const isOtherTemplate = account.template !== '' && account.template !== template;
  if (limits.length === 0 && !isOtherTemplate) return null;
  // a panel that takes a template takes its limits too, so all that the service wants goes along
  return isOtherTemplate ? { template, limits: wanted } : { limits: new Map(limits) };
}

const TEMPLATE = 'template';

function changeStep(target: AccountTarget, name: string, change: AccountChange): Step<Facts> {
  return {
    intent: {
      account: name,
      ...(change.template === undefined ? {} : { [TEMPLATE]: change.template }),
      ...Object.fromEntries(change.limits ?? []),
    },
    async find(intent) {
      const wanted = changeOf(intent);
      const account = await readAccount(target, name);
      const isDone =
        changeFor(account, wanted.template ?? account.template, wanted.limits ?? new Map()) ===
        null;
      return isDone ? intent : null;
    },
    async act(intent) {
      await target.panel.accounts.change(name, changeOf(intent));
      return intent;
    },
  };
}

function changeOf(facts: Facts): AccountChange {
  const limits = Object.entries(facts).flatMap(([name, value]): [LimitName, string][] =>
    name.startsWith('limit_') ? [[`limit_${name.slice('limit_'.length)}`, value]] : [],
  );
  const template = facts[TEMPLATE];
  return { limits: new Map(limits), ...(template === undefined ? {} : { template }) };
}
