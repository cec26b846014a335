import type { Account, AccountChange, LimitName, Limits } from '../../panel/panel.ts';
import type { Facts, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { setparamOf } from '../engine/tariff-rollback.ts';
import { bringDomain } from './account/account-domain.ts';
import { saveAccountParams } from './account/account-params.ts';
import { changedPassword, givenPasswordStep } from './account/account-password.ts';
import { accountPlanOf } from './account/account-plan.ts';
import { type AccountTarget, accountTargetOf } from './account/account-target.ts';
import { ensureTemplate } from './account/create-account.ts';
import { readAccount, requireAccount } from './account/find-account.ts';

/**
 * An operation that was interrupted may carry an older wish: after it is settled the account is
 * compared once more.
 */
const MOST_CHANGES = 3;

/**
 * Brings the account in line with the service: template, limits, a password that the client has
 * set, and a domain that the service has been given.
 */
export const setparamAccount = serviceOperation(accountTargetOf, {
  // the first change carries template and limits of the tariff
  ...setparamOf(async run => run.has('change 1')),
  async execute(run) {
    const { ctx, target } = run;
    const plan = await accountPlanOf(ctx, target);
    const { ledger, account } = await requireAccount(ctx, target);
    const limits = await ensureTemplate(run, plan);
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
    await bringDomain(run, name, limits);
    await saveAccountParams(ctx, target, name);
    const change = { preset: plan.template, tariff: target.service.pricelist };
    return {
      outcome: { account: name },
      ledger: () => [{ update: ledger.id, change }],
    };
  },
});

/**
 * The changes for the panel; null if the account is as the service wants it. A template missing
 * from the form is not compared.
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
