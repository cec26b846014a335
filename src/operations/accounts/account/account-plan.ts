import { Fault } from '../../../base/fault.ts';
import type { Period } from '../../../base/period.ts';
import type { Measure, Resource, Service, Tariff } from '../../../billmanager/billmanager.ts';
import { PARAM_USERNAME } from '../../../billmanager/param-names.ts';
import { amountOf } from '../../../billmanager/resource.ts';
import {
  isLimited,
  type LimitingResource,
  limitsFrom,
  mergeLimits,
} from '../../../panel/account-limits.ts';
import {
  asksClient,
  asksUsername,
  isUserName,
  type NameParts,
  userName,
} from '../../../panel/account-names.ts';
import type { Limits } from '../../../panel/panel.ts';
import { hasDomain } from '../../../panel/product-type.ts';
import { factMissing } from '../../engine/called-service.ts';
import type { Context } from '../../engine/context.ts';
import type { AccountTarget } from './account-target.ts';

/** Fields of the tariff's form (XML description, form `pricelist.pmcpispmgr`). */
export const TARIFF_TEMPLATE = 'account_template';
export const TARIFF_NEW_TEMPLATE = 'account_template_new';
export const TARIFF_NAME_TEMPLATE = 'username_template';

/** What the tariff asks of an account. */
export interface AccountPlan {
  readonly tariff: Tariff;
  /** Name of the account template. */
  readonly template: string;
  /** Limits that the tariff's resources give. */
  readonly limits: Limits;
}

/** Reads the tariff and its resources. Faults: fact_missing, template_unnamed, resource_bad. */
export async function accountPlanOf(ctx: Context, target: AccountTarget): Promise<AccountPlan> {
  const { service } = target;
  if (service.pricelist === '') throw factMissing(service, 'pricelist');
  const [tariff, resources] = await Promise.all([
    ctx.billmanager.tariff(service.pricelist),
    resourcesOf(ctx, service),
  ]);
  const template = templateOf(tariff);
  if (template === '') throw new Fault('template_unnamed', { object: tariff.name || tariff.id });
  return { tariff, template, limits: limitsFrom(resources) };
}

/** A new template's name wins over the one chosen from the panel's. */
export function templateOf(tariff: Tariff): string {
  const field = (name: string): string => tariff.params.get(name)?.trim() ?? '';
  return field(TARIFF_NEW_TEMPLATE) || field(TARIFF_TEMPLATE);
}

/**
 * The template's limits with the tariff's over them; null where the panel has no such template yet,
 * which then has no limits.
 */
export async function wantedLimits(
  target: AccountTarget,
  plan: AccountPlan,
): Promise<Limits | null> {
  const template = await target.panel.accounts.template(plan.template);
  return template && mergeLimits(template.limits, plan.limits);
}

/**
 * The user name that the tariff's name template gives the service; of shared hosting without such a
 * template the one that the client has chosen on the order form. `domain`: of a service without one
 * of its client. Faults: account_name_bad, and
 * fact_missing where it asks for a client whom BILLmanager does not tell.
 */
export async function wantedName(
  ctx: Context,
  target: AccountTarget,
  plan: AccountPlan,
  domain = '',
): Promise<string> {
  const { service } = target;
  const template = plan.tariff.params.get(TARIFF_NAME_TEMPLATE) ?? '';
  const wish = service.params.get(PARAM_USERNAME)?.trim().toLowerCase() ?? '';
  if (template.trim() === '' && hasDomain(service.itemtype) && isUserName(wish)) return wish;
  const asked = { client: asksClient(template), username: asksUsername(template) };
  const parts = await namePartsOf(ctx, service, asked);
  return userName(template, { ...parts, domain: parts.domain || domain });
}

/**
 * What the macros of a template become. `asked`: what the template uses of the client; Fault
 * fact_missing where BILLmanager does not tell that.
 */
export async function namePartsOf(
  ctx: Context,
  service: Service,
  asked: { readonly client: boolean; readonly username: boolean },
): Promise<NameParts> {
  const { id, account, domain } = service;
  if (asked.client && account === '') throw factMissing(service, 'account');
  const username = asked.username ? await ctx.billmanager.accountUser(account) : '';
  if (asked.username && username === '')
    throw new Fault('fact_missing', {
      object: 'user name',
      value: `service ${id}, user, account ${account}`,
    });
  return { username, domain, id, accountId: account };
}

/** What the service has of each resource that limits an account. Fault resource_bad. */
async function resourcesOf(ctx: Context, service: Service): Promise<readonly LimitingResource[]> {
  const all = await ctx.billmanager.resources(service);
  return Promise.all(
    all.flatMap(resource => {
      const intname = resource.names.find(isLimited);
      return intname === undefined ? [] : [limiting(ctx, intname, resource, service.period)];
    }),
  );
}

/** In mebibytes where its unit leads to them; else in its unit. */
async function limiting(
  ctx: Context,
  intname: string,
  resource: Resource,
  period: Period | null,
): Promise<LimitingResource> {
  const amount = amountOf(resource, period);
  if (resource.measure === '') return { intname, amount, measure: '' };
  const units = await ctx.billmanager.measures(resource.measure);
  const factor = factorTo('mib', units);
  if (factor !== null) return { intname, amount: amount * factor, measure: 'mib' };
  // a form may tell the name of a unit in the place of its id
  return { intname, amount, measure: units[0]?.intname ?? resource.measure };
}

/** How many of a smaller unit one of the first unit is; null if the way down does not lead there. */
function factorTo(intname: string, units: readonly Measure[]): number | null {
  let factor = 1;
  for (const unit of units) {
    if (unit.intname.toLowerCase() === intname) return factor;
    if (unit.relation === null) return null;
    factor *= unit.relation;
  }
  return null;
}
