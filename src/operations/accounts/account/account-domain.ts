import { Fault } from '../../../base/fault.ts';
import { PARAM_DOMAIN, PARAM_DOMAIN_TAKEN, PARAM_IP } from '../../../billmanager/param-names.ts';
import { asksClient, asksUsername } from '../../../panel/account-names.ts';
import { domainFrom, domainName } from '../../../panel/domain-names.ts';
import { ADDRESS_KINDS, type AddressKind, type Limits } from '../../../panel/panel.ts';
import { hasDomain } from '../../../panel/product-type.ts';
import type { Context } from '../../engine/context.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { saveServiceParams } from '../../engine/service-params.ts';
import { type AccountPlan, namePartsOf } from './account-plan.ts';
import type { AccountRun, AccountTarget } from './account-target.ts';

/** Fields of the tariff's form. */
export const TARIFF_DOMAIN_TEMPLATE = 'domain_template';
export const TARIFF_ADDRESS = 'account_address';

/** What of a domain is made by a request of its own, and the limit that may forbid it. */
const PARTS = [
  ['webdomain', 'limit_webdomains'],
  ['emaildomain', 'limit_emaildomains'],
] as const;

/**
 * The domain that an account of this service comes with, as in the DNS: the client's, else what the
 * tariff's domain template gives; '' for none. Faults: domain_bad (final), fact_missing.
 */
export async function wantedDomain(
  ctx: Context,
  { service }: Pick<AccountTarget, 'service'>,
  plan: AccountPlan,
): Promise<string> {
  if (!hasDomain(service.itemtype)) return '';
  if (service.domain.trim() !== '') return requireDomain(service.domain);
  const template = plan.tariff.params.get(TARIFF_DOMAIN_TEMPLATE)?.trim() ?? '';
  if (template === '') return '';
  const asked = { client: asksClient(template), username: asksUsername(template) };
  return domainFrom(template, await namePartsOf(ctx, service, asked));
}

/** The domain that somebody has typed, as in the DNS. Fault domain_bad. */
export function requireDomain(text: string): string {
  const name = domainName(text);
  if (name === null) throw new Fault('domain_bad', { object: 'domain', value: text.trim() });
  return name;
}

/** The address that the tariff gives its accounts; shared where it says nothing. */
export function addressKindOf(plan: AccountPlan): AddressKind {
  const told = plan.tariff.params.get(TARIFF_ADDRESS)?.trim() ?? '';
  return ADDRESS_KINDS.find(each => each === told) ?? 'shared';
}

/**
 * After the account was made: says on the service which domain it has. One that somebody else has
 * is named as taken, for the client to read. `made`: '' where the account was made without it, null
 * where an earlier attempt made it and did not tell.
 */
export async function tellDomain(
  run: AccountRun,
  name: string,
  wanted: string,
  made: string | null,
): Promise<void> {
  const { ctx, target } = run;
  const has = made ?? (await ownDomain(target, name, wanted));
  await saveDomain(ctx, target, wanted, has === wanted);
}

async function ownDomain({ panel }: AccountTarget, name: string, domain: string) {
  const parts = domain === '' ? [] : await panel.accounts.domainParts(name, domain);
  return [...parts].length > 0 ? domain : '';
}

async function saveDomain(
  ctx: Context,
  { item, service }: AccountTarget,
  domain: string,
  has: boolean,
): Promise<void> {
  if (domain === '') return;
  if (!has)
    ctx.log.warning(`service ${item}: the domain ${domain} is taken on the panel; it is not added`);
  const params = [
    { name: PARAM_DOMAIN, value: domain },
    ...(has ? [] : [{ name: PARAM_DOMAIN_TAKEN, value: domain }]),
  ];
  const isOther = ({ name, value }: (typeof params)[number]): boolean =>
    name === PARAM_DOMAIN ? service.domain !== value : service.params.get(name) !== value;
  await saveServiceParams(ctx, service, params.filter(isOther));
  if (has && service.params.has(PARAM_DOMAIN_TAKEN))
    await ctx.billmanager.dropParam(item, PARAM_DOMAIN_TAKEN);
  await ctx.journal.remember(domainFact(item), domain);
}

/** The domain of the service that was last brought to the panel, or found there. */
export const domainFact = (item: string): string => `account domain ${item}`;

/**
 * Adds the domain that the service has been given since it was last brought to the panel; the one
 * before stays, with what the client keeps there. Where nothing is known of the one before, nothing
 * is added: a client may have removed it.
 */
export async function bringDomain(run: AccountRun, name: string, limits: Limits): Promise<void> {
  const { ctx, target } = run;
  const { item, service } = target;
  if (!hasDomain(service.itemtype) || service.domain.trim() === '') return;
  const domain = requireDomain(service.domain);
  const known = await ctx.journal.recall(domainFact(item));
  const isBegun = PARTS.some(([part]) => run.has(`${part} ${domain}`));
  if (!isBegun && (known === null || known.value === domain)) return;
  let isTaken = false;
  for (const [part, limit] of PARTS) {
    if (limits.get(limit) === '0') continue;
    const step = addStep(target, { name, domain, part });
    const { outcome } = await run.step(`${part} ${domain}`, step);
    isTaken ||= outcome === 'taken';
  }
  await saveDomain(ctx, target, domain, !isTaken);
}

function addStep(
  { panel }: AccountTarget,
  { name, domain, part }: { name: string; domain: string; part: (typeof PARTS)[number][0] },
): Step<Facts> {
  const { accounts } = panel;
  return {
    intent: { account: name, domain },
    async find() {
      return (await accounts.domainParts(name, domain)).has(part) ? { outcome: 'made' } : null;
    },
    async act() {
      const outcome = await accounts.addDomain(name, domain, part);
      if (outcome === 'made') return { outcome };
      const isOwn = (await accounts.domainParts(name, domain)).has(part);
      return { outcome: isOwn ? 'made' : 'taken' };
    },
  };
}

/**
 * Gives an account its address from the panel's pool, if its tariff asks for that, and says on the
 * service which address is its own.
 */
export async function settleAddress(
  run: AccountRun,
  name: string,
  kind: AddressKind,
): Promise<void> {
  if (kind === 'shared') return;
  const { ctx, target } = run;
  const { accounts } = target.panel;
  if (kind === 'pool')
    await run.step('address', {
      intent: { account: name },
      find: async () => ((await accounts.addresses(name)).length > 0 ? { account: name } : null),
      async act() {
        if ((await accounts.addresses(name)).length === 0) await accounts.addAddress(name);
        return { account: name };
      },
    });
  const [address] = await accounts.addresses(name);
  if (address !== undefined && target.service.ip !== address)
    await saveServiceParams(ctx, target.service, [{ name: PARAM_IP, value: address }]);
}
