import type { Limits } from '../../accounts/accounts.ts';
import { namesFrom } from '../../accounts/names.ts';
import { Fault } from '../../base/fault.ts';
import { PARAM_URL, PARAM_USERNAME } from '../../billing/billing.ts';
import type { Context } from '../context.ts';
import type { Facts, Run, Step } from '../run.ts';
import { drawPassword, rememberPassword, resetPasswordStep, savePassword } from './account-password.ts';
import { type AccountPlan, wantedLimits, wantedName } from './account-plan.ts';
import type { AccountSubject } from './account-subject.ts';
import { accountEntry, CREATE, ownershipOf } from './find-account.ts';
import { markOf, newMark, PARAM_MARK, tokenOf } from './mark.ts';

/**
 * Makes the account of a service, and only one, whatever interrupts it: an account that carries our mark of the service is the
 * service's, whoever's attempt made it; a name that somebody else has is passed over for the next (user117, user1171 ...). Answers
 * the name. `begun`: the one that this operation has made already. Fault account_names_taken (final).
 */
export async function createAccount(
  ctx: Context,
  run: Run,
  subject: AccountSubject,
  plan: AccountPlan,
  begun?: string,
): Promise<string> {
  const limits = await ensureTemplate(run, subject, plan);
  const making = { limits, template: plan.template, mark: markOf(subject.service) ?? newMark(subject.item) };
  const base = begun ?? (await wantedName(ctx, subject, plan));
  let last = base;
  for (const name of begun === undefined ? await candidates(subject, base) : [begun]) {
    last = name;
    const { outcome } = await run.step(`${CREATE}${name}`, createStep(ctx, subject, name, making));
    if (outcome === 'taken') continue;
    if (outcome === 'found') await run.step('password', resetPasswordStep(ctx, subject, name));
    return name;
  }
  await ctx.billing.dropParam(subject.item, PARAM_USERNAME);
  throw new Fault('account_names_taken', { object: base, value: last });
}

interface Making {
  readonly template: string;
  readonly limits: Limits;
  readonly mark: string;
}

/** An account that an earlier attempt made under another name template is found by the name saved on the service. */
async function candidates(subject: AccountSubject, base: string): Promise<Iterable<string>> {
  const named = subject.service.params.get(PARAM_USERNAME) ?? '';
  if (named === '' || named === base) return namesFrom(base);
  const account = await subject.panel.accounts.read(named);
  return account !== null && ownershipOf(subject, account) === 'marked' ? [named] : namesFrom(base);
}

/** The template's limits under the tariff's; a template that the panel does not have is made, without limits. */
export async function ensureTemplate(run: Run, subject: AccountSubject, plan: AccountPlan): Promise<Limits> {
  const limits = run.has('template') ? null : await wantedLimits(subject, plan);
  if (limits !== null) return limits;
  const { accounts } = subject.panel;
  await run.step('template', {
    intent: { template: plan.template },
    async find(intent) {
      return (await accounts.template(intent['template'] ?? plan.template)) === null ? null : intent;
    },
    async act(intent) {
      await accounts.createTemplate(intent['template'] ?? plan.template);
      return intent;
    },
  });
  return (await wantedLimits(subject, plan)) ?? plan.limits;
}

/**
 * One name. Before the account is made, its name, the panel's address and the password are saved on the service: what is made is then
 * never unknown to it. The result tells whether the password is certain: `created` by this process, or `found`.
 */
function createStep(ctx: Context, subject: AccountSubject, name: string, making: Making): Step<Facts> {
  const { accounts } = subject.panel;
  // the mark of the intent counts: an earlier attempt may have used it
  const markOfIntent = (intent: Facts): string => intent['fullname'] ?? making.mark;
  const whose = async (intent: Facts): Promise<'nobody' | 'found' | 'taken'> => {
    const account = await accounts.read(name);
    if (account === null) return 'nobody';
    const isOurs = account.fullname === markOfIntent(intent) || ownershipOf(subject, account) === 'marked';
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
      await saveOnService(ctx, subject, { name, fullname, password });
      const { template, limits } = making;
      if ((await accounts.create({ name, password, fullname, template, limits })) === 'taken') {
        return { outcome: (await whose(intent)) === 'found' ? 'found' : 'taken' };
      }
      await rememberPassword(ctx, subject.item, password);
      return { outcome: 'created' };
    },
    ledger: result =>
      result['outcome'] === 'taken'
        ? []
        : [
            {
              put: accountEntry(subject, {
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
  { item, service, panel }: AccountSubject,
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
    ctx.billing.saveParam(item, PARAM_USERNAME, account.name),
    ...changed.map(([name, value]) => ctx.billing.saveParam(item, name, value)),
  ]);
}
