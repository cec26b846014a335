import type { Account, AccountChange, LimitName, Limits } from '../../accounts/accounts.ts';
import type { Context, ServiceCall } from '../context.ts';
import { performSetparam } from '../perform-setparam.ts';
import type { Facts, Run, Step } from '../run.ts';
import { withService } from '../service-lock.ts';
import { post } from '../tell.ts';
import { changedPassword, givenPasswordStep } from './account-password.ts';
import { accountPlanOf } from './account-plan.ts';
import { type AccountSubject, accountSubjectOf } from './account-subject.ts';
import { ensureTemplate } from './create-account.ts';
import { readAccount, requireAccount } from './find-account.ts';
import { saveAccountParams } from './open-account.ts';

/** Brings the account in line with the service: template, limits, and a password that the client has set. */
export async function setparamAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await accountSubjectOf(ctx, call);
    await performSetparam(ctx, subject, call, run => carryOut(ctx, run, subject, call));
  });
}

/** An operation that was interrupted may carry an older wish: after it is settled the account is compared once more. */
const MOST_CHANGES = 3;

async function carryOut(ctx: Context, run: Run, subject: AccountSubject, call: ServiceCall): Promise<void> {
  const plan = await accountPlanOf(ctx, subject);
  const { ledger, account } = await requireAccount(ctx, subject);
  const limits = await ensureTemplate(run, subject, plan);
  const { name } = account;
  let now = account;
  for (let turn = 1; turn <= MOST_CHANGES; turn += 1) {
    const step = `change ${turn}`;
    const change = changeFor(now, plan.template, limits);
    if (!run.has(step) && change === null) break;
    await run.step(step, changeStep(subject, name, change ?? {}));
    now = await readAccount(subject, name);
  }
  if (run.has('password') || (await changedPassword(ctx, subject)) !== null)
    await run.step('password', givenPasswordStep(ctx, subject, name));
  await saveAccountParams(ctx, subject, name);
  await post(ctx, call, 'postsetparam', subject.item, run);
  await run.close('done', { account: name }, [
    { update: ledger.id, change: { preset: plan.template, tariff: subject.service.pricelist } },
  ]);
}

/** What the panel must be told; null when the account is as the service wants it. A template that the form does not tell is not compared. */
function changeFor(account: Account, template: string, wanted: Limits): AccountChange | null {
  const limits = [...wanted].filter(([name, value]) => (account.limits.get(name) ?? '') !== value);
  const isOtherTemplate = account.template !== '' && account.template !== template;
  if (limits.length === 0 && !isOtherTemplate) return null;
  // a panel that takes a template takes its limits too, so all that the service wants goes along
  return isOtherTemplate ? { template, limits: wanted } : { limits: new Map(limits) };
}

const TEMPLATE = 'template';

function changeStep(subject: AccountSubject, name: string, change: AccountChange): Step<Facts> {
  return {
    intent: {
      account: name,
      ...(change.template === undefined ? {} : { [TEMPLATE]: change.template }),
      ...Object.fromEntries(change.limits ?? []),
    },
    async find(intent) {
      const wanted = changeOf(intent);
      const account = await readAccount(subject, name);
      const isDone =
        changeFor(account, wanted.template ?? account.template, wanted.limits ?? new Map()) === null;
      return isDone ? intent : null;
    },
    async act(intent) {
      await subject.panel.accounts.change(name, changeOf(intent));
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
