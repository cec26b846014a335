import { Fault } from '../../base/fault.ts';
import { PARAM_URL, PARAM_USERNAME } from '../../billmanager/billmanager.ts';
import { namesFrom } from '../../panel/account-names.ts';
import type { Limits } from '../../panel/panel.ts';
import type { Context } from '../engine/context.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import type { AccountTarget } from './account-context.ts';
import {
  drawPassword,
  rememberPassword,
  resetPasswordStep,
  savePassword,
} from './account-password.ts';
import { type AccountPlan, wantedLimits, wantedName } from './account-plan.ts';
import { accountEntry, CREATE, ownershipOf } from './find-account.ts';
import { markOf, newMark, PARAM_MARK, tokenOf } from './ownership-token.ts';

/**
 * Makes the account of a service, and only one, whatever interrupts it: an account that carries our
 * mark of the service is the service's, whoever's attempt made it; a name that somebody else has is
 * passed over for the next (user117, user1171 ...). Answers the name. `begun`: the one that this
 * operation has made already. Fault account_names_taken (final).
 */
export async function createAccount(
  ctx: Context,
  run: Run,
  target: AccountTarget,
  plan: AccountPlan,
  begun?: string,
): Promise<string> {
  const limits = await ensureTemplate(run, target, plan);
  const making = {
    limits,
    template: plan.template,
    mark: markOf(target.service) ?? newMark(target.item),
  };
  const base = begun ?? (await wantedName(ctx, target, plan));
  let last = base;
  for (const name of begun === undefined ? await candidates(target, base) : [begun]) {
    last = name;
    const { outcome } = await run.step(`${CREATE}${name}`, createStep(ctx, target, name, making));
    if (outcome === 'taken') continue;
    if (outcome === 'found') await run.step('password', resetPasswordStep(ctx, target, name));
    return name;
  }
  await ctx.billmanager.dropParam(target.item, PARAM_USERNAME);
  throw new Fault('account_names_taken', { object: base, value: last });
}

interface Making {
  readonly template: string;
  readonly limits: Limits;
  readonly mark: string;
}

/**
 * An account that an earlier attempt made under another name template is found by the name saved on
 * the service.
 */
async function candidates(target: AccountTarget, base: string): Promise<Iterable<string>> {
  const named = target.service.params.get(PARAM_USERNAME) ?? '';
  if (named === '' || named === base) return namesFrom(base);
  const account = await target.panel.accounts.read(named);
  return account !== null && ownershipOf(target, account) === 'marked' ? [named] : namesFrom(base);
}

/**
 * The template's limits under the tariff's; a template that the panel does not have is made,
 * without limits.
 */
export async function ensureTemplate(
  run: Run,
  target: AccountTarget,
  plan: AccountPlan,
): Promise<Limits> {
  const limits = run.has('template') ? null : await wantedLimits(target, plan);
  if (limits !== null) return limits;
  const { accounts } = target.panel;
  await run.step('template', {
    intent: { template: plan.template },
    async find(intent) {
      return (await accounts.template(intent['template'] ?? plan.template)) === null
        ? null
        : intent;
    },
    async act(intent) {
      await accounts.createTemplate(intent['template'] ?? plan.template);
      return intent;
    },
  });
  return (await wantedLimits(target, plan)) ?? plan.limits;
}

/**
 * One name. Before the account is made, its name, the panel's address and the password are saved on
 * the service: what is made is then never unknown to it. The result tells whether the password is
 * certain: `created` by this process, or `found`.
 */
function createStep(
  ctx: Context,
  target: AccountTarget,
  name: string,
  making: Making,
): Step<Facts> {
  const { accounts } = target.panel;
  // the mark of the intent counts: an earlier attempt may have used it
  const markOfIntent = (intent: Facts): string => intent['fullname'] ?? making.mark;
  const whose = async (intent: Facts): Promise<'nobody' | 'found' | 'taken'> => {
    const account = await accounts.read(name);
    if (account === null) return 'nobody';
    const isOurs =
      account.fullname === markOfIntent(intent) || ownershipOf(target, account) === 'marked';
    return isOurs ? 'found' : 'taken';
  };
  return {
    intent: { name, fullname: making.mark, template: making.template },
    async find(intent) {
      const outcome = await whose(intent);
      return outcome === 'nobody' ? null : { outcome };
    },
    async act(intent) {
      const before = await whose(intent);
      if (before !== 'nobody') return { outcome: before };
      const fullname = markOfIntent(intent);
      const password = drawPassword();
      await saveOnService(ctx, target, { name, fullname, password });
      const { template, limits } = making;
      if ((await accounts.create({ name, password, fullname, template, limits })) === 'taken') {
        return { outcome: (await whose(intent)) === 'found' ? 'found' : 'taken' };
      }
      await rememberPassword(ctx, target.item, password);
      return { outcome: 'created' };
    },
    ledger: result =>
      result['outcome'] === 'taken'
        ? []
        : [
            {
              put: accountEntry(target, {
                name,
                template: making.template,
                status: 'active',
                fullname: making.mark,
              }),
            },
          ],
  };
}

async function saveOnService(
  ctx: Context,
  { item, service, panel }: AccountTarget,
  account: { readonly name: string; readonly fullname: string; readonly password: string },
): Promise<void> {
  const same: readonly [string, string][] = [
    [PARAM_MARK, tokenOf(account.fullname)],
    [PARAM_URL, panel.url],
  ];
  const changed = same.filter(([name, value]) => service.params.get(name) !== value);
  await Promise.all([
    savePassword(ctx, item, account.password),
    // another name may have been tried before
    ctx.billmanager.saveParam(item, PARAM_USERNAME, account.name),
    ...changed.map(([name, value]) => ctx.billmanager.saveParam(item, name, value)),
  ]);
}
