import { Fault } from '../../../base/fault.ts';
import { PARAM_URL, PARAM_USERNAME } from '../../../billmanager/param-names.ts';
import { namesFrom } from '../../../panel/account-names.ts';
import type { Limits, NewAccount } from '../../../panel/panel.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { saveServiceParams } from '../../engine/service-params.ts';
import { addressKindOf, settleAddress, tellDomain, wantedDomain } from './account-domain.ts';
import {
  drawPassword,
  passwordParam,
  rememberPassword,
  resetPasswordStep,
} from './account-password.ts';
import { type AccountPlan, wantedLimits, wantedName } from './account-plan.ts';
import { accountRow } from './account-row.ts';
import type { AccountRun, AccountTarget } from './account-target.ts';
import { ownershipOf } from './find-account.ts';
import { drawOf, newOwnershipToken, ownershipToken, PARAM_TOKEN } from './ownership-token.ts';

/** Steps that make an account: `create NAME`. */
export const CREATE = 'create ';

/** An account that is to be made, whatever its name. Its full name is the ownership token. */
type Wanted = Omit<NewAccount, 'name' | 'password'>;

/**
 * Makes the account of a service, and only one, whatever interrupts it: an account that carries the
 * service's ownership token is the service's, whoever's attempt made it; a name that somebody else
 * has is passed over for the next (user117, user1171 ...). Returns the name. `begun`: the one that
 * this operation has made already. Fault account_names_taken (final).
 */
export async function createAccount(
  run: AccountRun,
  plan: AccountPlan,
  begun?: string,
): Promise<string> {
  const { ctx, target } = run;
  const fullname = ownershipToken(target.service) ?? newOwnershipToken(target.item);
  const domain = await wantedDomain(ctx, target, plan);
  const limits = await ensureTemplate(run, plan);
  const address = addressKindOf(plan);
  const wanted = { fullname, template: plan.template, limits, domain, address };
  const base = begun ?? (await wantedName(ctx, target, plan, domain));
  let last = base;
  for (const name of begun === undefined ? await candidates(target, base) : [begun]) {
    last = name;
    const made = await run.step(`${CREATE}${name}`, createStep(run, name, wanted));
    if (made['outcome'] === 'taken') continue;
    if (made['outcome'] === 'found')
      await run.step('password', resetPasswordStep(ctx, target, name));
    await tellDomain(run, name, domain, made['domain'] ?? null);
    await settleAddress(run, name, address);
    return name;
  }
  await ctx.billmanager.dropParam(target.item, PARAM_USERNAME);
  throw new Fault('account_names_taken', { object: base, value: last });
}

/**
 * An account that an earlier attempt made under another name template is found by the name saved on
 * the service.
 */
async function candidates(target: AccountTarget, base: string): Promise<Iterable<string>> {
  const named = target.service.params.get(PARAM_USERNAME) ?? '';
  if (named === '' || named === base) return namesFrom(base);
  const account = await target.panel.accounts.read(named);
  return account !== null && ownershipOf(target, account) === 'proved' ? [named] : namesFrom(base);
}

/**
 * The template's limits under the tariff's; a template that the panel does not have is made,
 * without limits.
 */
export async function ensureTemplate(run: AccountRun, plan: AccountPlan): Promise<Limits> {
  const { target } = run;
  const limits = run.has('template') ? null : await wantedLimits(target, plan);
  if (limits !== null) return limits;
  const { accounts } = target.panel;
  await run.step('template', {
    intent: { template: plan.template },
    async find(intent) {
      const template = await accounts.template(intent['template'] ?? plan.template);
      return template === null ? null : intent;
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
function createStep({ ctx, target }: AccountRun, name: string, wanted: Wanted): Step<Facts> {
  const { item, service, panel } = target;
  const { accounts } = panel;
  const { template } = wanted;
  // the token of the intent counts: an earlier attempt may have used it
  const tokenOf = (intent: Facts): string => intent['fullname'] ?? wanted.fullname;
  const whose = async (intent: Facts): Promise<'nobody' | 'found' | 'taken'> => {
    const account = await accounts.read(name);
    if (account === null) return 'nobody';
    const isOurs =
      account.fullname === tokenOf(intent) || ownershipOf(target, account) === 'proved';
    return isOurs ? 'found' : 'taken';
  };
  return {
    intent: { name, fullname: wanted.fullname, template },
    async find(intent) {
      const outcome = await whose(intent);
      return outcome === 'nobody' ? null : { outcome };
    },
    async act(intent) {
      const before = await whose(intent);
      if (before !== 'nobody') return { outcome: before };
      const account = { ...wanted, name, password: drawPassword(), fullname: tokenOf(intent) };
      await saveOnService({ ctx, target }, account);
      let { domain } = wanted;
      let made = await accounts.create(account);
      if (made === 'domain_taken') {
        domain = '';
        made = await accounts.create({ ...account, domain });
      }
      if (made !== 'created')
        return { outcome: (await whose(intent)) === 'found' ? 'found' : 'taken' };
      await rememberPassword(ctx, item, account.password);
      return { outcome: 'created', domain };
    },
    ledger({ outcome }) {
      const account = { name, template, fullname: wanted.fullname, status: 'active' } as const;
      const owner = { ...target, account: panel.key };
      return outcome === 'taken' ? [] : [{ put: accountRow(owner, account, service) }];
    },
  };
}

async function saveOnService(
  { ctx, target }: Pick<AccountRun, 'ctx' | 'target'>,
  { name, fullname, password }: NewAccount,
): Promise<void> {
  const { service, panel } = target;
  const same = [
    { name: PARAM_TOKEN, value: drawOf(fullname) },
    { name: PARAM_URL, value: panel.url },
  ];
  await saveServiceParams(ctx, service, [
    ...same.filter(param => service.params.get(param.name) !== param.value),
    // another name may have been tried before
    { name: PARAM_USERNAME, value: name },
    passwordParam(password),
  ]);
}
