import { Fault } from '../../base/fault.ts';
import { ACCOUNTS_MODULE } from '../../base/names.ts';
import { PARAM_DOMAIN, PARAM_USERNAME } from '../../billmanager/param-names.ts';
import { isUserName } from '../../panel/account-names.ts';
import { domainName } from '../../panel/domain-names.ts';
import type { Accounts } from '../../panel/panel.ts';
import { onlyModule } from '../engine/called-service.ts';
import type { Context } from '../engine/context.ts';
import { requireDomain } from './account/account-domain.ts';

/** A value that a client gives on the order form of an account. */
export interface AccountParamCheck {
  readonly item: string;
  /** '' where the form does not name it. */
  readonly module: string;
  readonly param: string;
  readonly value: string;
}

/**
 * May the client give this domain, or this user name? Asked before anything is made. Where it is
 * not known which of several panels will have the account, only the spelling is checked: the
 * opening passes over what is taken. Faults: domain_bad, domain_taken, account_name_bad,
 * account_name_taken.
 */
export async function checkAccountParam(ctx: Context, check: AccountParamCheck): Promise<void> {
  const { param, value } = check;
  if (value.trim() === '') return;
  if (param === PARAM_DOMAIN) {
    const domain = requireDomain(value);
    const accounts = await accountsFor(ctx, check);
    const taken = (await accounts?.domains())?.find(each => each.name === domain);
    if (taken && !(await isOwn(ctx, check, taken.owner)))
      throw new Fault('domain_taken', { object: 'domain', value: domainName(domain) ?? domain });
  }
  if (param === PARAM_USERNAME) {
    const name = value.trim().toLowerCase();
    if (!isUserName(name)) throw new Fault('account_name_bad', { object: 'username', value });
    const accounts = await accountsFor(ctx, check);
    const taken = await accounts?.read(name);
    if (taken && !(await isOwn(ctx, check, name)))
      throw new Fault('account_name_taken', { object: 'username', value: name });
  }
}

/** The service has it already: its client edits the service. */
async function isOwn(ctx: Context, { item }: AccountParamCheck, name: string): Promise<boolean> {
  const ledger = await ctx.journal.licenseOf(item);
  return ledger?.licenseId === name;
}

async function accountsFor(
  ctx: Context,
  { item, module }: AccountParamCheck,
): Promise<Accounts | null> {
  const known = module || (await ctx.billmanager.service(item))?.processingmodule || '';
  const id = known === '' ? await onlyModule(ctx, ACCOUNTS_MODULE) : known;
  if (id === null) {
    ctx.log.warning(`service ${item}: the order form names no processing module; not asked`);
    return null;
  }
  return (await ctx.panel(await ctx.billmanager.module(id))).accounts;
}
