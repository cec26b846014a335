import { Fault } from '../../../base/fault.ts';
import { TRIAL } from '../../../base/period.ts';
import type { Service, Tariff } from '../../../billmanager/billmanager.ts';
import {
  isLimited,
  limitsFrom,
  mergeLimits,
  type Resource,
} from '../../../panel/account-limits.ts';
import { asksClient, asksUsername, userName } from '../../../panel/account-names.ts';
import type { Limits } from '../../../panel/panel.ts';
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
 * The user name that the tariff's name template gives the service. Faults: account_name_bad, and
 * fact_missing where it asks for a client whom BILLmanager does not tell.
 */
export async function wantedName(
  ctx: Context,
  target: AccountTarget,
  plan: AccountPlan,
): Promise<string> {
  const { service, item } = target;
  const template = plan.tariff.params.get(TARIFF_NAME_TEMPLATE) ?? '';
  if (asksClient(template) && service.account === '') throw factMissing(service, 'account');
  const username = asksUsername(template) ? await ctx.billmanager.accountUser(service.account) : '';
  if (asksUsername(template) && username === '')
    throw new Fault('fact_missing', {
      object: 'user name',
      value: `service ${item}, user, account ${service.account}`,
    });
  return userName(template, {
    username,
    domain: service.domain,
    id: item,
    accountId: service.account,
  });
}

/**
 * What the service has of each resource that limits an account: the amount that the tariff includes
 * plus what the client ordered (docs/reference/billmanager.md, "Amount of a resource"); a trial has
 * no more than its own maximum.
 */
async function resourcesOf(ctx: Context, service: Service): Promise<readonly Resource[]> {
  const all = await Promise.all(
    [...service.addons].map(async ([id, value]) => ({
      value,
      resource: await ctx.billmanager.tariff(id),
    })),
  );
  const limited = all
    .map(each => ({ ...each, intname: each.resource.intname || each.resource.itemtype }))
    .filter(each => isLimited(each.intname));
  return Promise.all(
    limited.map(async ({ value, resource, intname }) => {
      const given = resource.addonlimit + amountOf(intname, value);
      const most = Number(resource.params.get('addonmaxtrial') || Number.NaN);
      const amount = service.period === TRIAL && most < given ? most : given;
      return { intname, amount, measure: await measureOf(ctx, resource) };
    }),
  );
}

/** A form may tell the unit by its id. */
async function measureOf(ctx: Context, resource: Tariff): Promise<string> {
  const unit = resource.params.get('measure') ?? '';
  return /^\d+$/.test(unit) ? ctx.billmanager.measure(unit) : unit;
}

function amountOf(intname: string, value: string): number {
  if (value === 'on') return 1;
  if (value === 'off') return 0;
  const amount = Number(value);
  if (!Number.isFinite(amount) || amount < 0)
    throw new Fault('resource_bad', { object: intname, value: `"${value}" is no amount` });
  return amount;
}
