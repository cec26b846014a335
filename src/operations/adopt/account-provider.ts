import {
  PARAM_DOMAIN,
  PARAM_IP,
  PARAM_URL,
  PARAM_USERNAME,
} from '../../billmanager/param-names.ts';
import type { Account, AccountRow } from '../../panel/panel.ts';
import { panelKey } from '../../panel/panel-key.ts';
import { ACCOUNT_ITEMTYPE, hasDomain } from '../../panel/product-type.ts';
import { resetPasswordStep } from '../accounts/account/account-password.ts';
import { accountRow } from '../accounts/account/account-row.ts';
import { itemOfToken } from '../accounts/account/ownership-token.ts';
import type { Context, PanelConnection } from '../engine/context.ts';
import type { Bindable, Candidate, Provider } from './provider.ts';

/** The accounts of a processing module's panel, whichever program's module that is. */
export async function accountProvider(
  ctx: Context,
  module: string,
  soldAs: string,
): Promise<Provider> {
  const panel = await ctx.panel(await ctx.billmanager.module(module));
  const withDomains = hasDomain(soldAs);
  let domains: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  /** Domains of each account, in the order of the panel's list. */
  const domainsByOwner = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    if (!withDomains) return new Map();
    domains ??= readDomains(panel);
    return domains;
  };
  return {
    kind: 'account',
    itemtype: ACCOUNT_ITEMTYPE,
    soldAs,
    module,
    key: panel.key,
    async list() {
      const [accounts, owned] = [await panel.accounts.list(), await domainsByOwner()];
      return accounts.map(row => candidateOf(row, owned.get(row.name) ?? []));
    },
    async read(id) {
      const account = await panel.accounts.read(id);
      if (account === null) return null;
      const own = (await domainsByOwner()).get(id) ?? [];
      const [ip = ''] = withDomains ? await panel.accounts.addresses(id) : [];
      return bindableOf(panel, module, account, { domains: own, ip });
    },
  };
}

/** Which account of which panel a service's parameters name; '' for none. */
export function accountNamed(params: ReadonlyMap<string, string>): string {
  const [name = '', url = ''] = [params.get(PARAM_USERNAME), params.get(PARAM_URL)];
  if (name === '' || (URL.parse(url)?.host ?? '') === '') return '';
  return `${panelKey(url)} ${name}`;
}

async function readDomains({ accounts }: PanelConnection) {
  const byOwner = Map.groupBy(await accounts.domains(), each => each.owner);
  return new Map([...byOwner].map(([owner, own]) => [owner, own.map(each => each.name)]));
}

function candidateOf(row: AccountRow, domains: readonly string[]): Candidate {
  const { name, fullname, template, status } = row;
  return {
    id: name,
    name: fullname,
    ip: '',
    domains,
    product: template,
    status,
    owner: itemOfToken(fullname) ?? '',
    isMarked: true,
    isReleased: false,
  };
}

/**
 * Changes nothing on the panel: the ledger, and the name and address saved on the service, show
 * whose the account is.
 */
function bindableOf(
  panel: PanelConnection,
  module: string,
  account: Account,
  { domains, ip }: { readonly domains: readonly string[]; readonly ip: string },
): Bindable {
  const params = new Map(
    [
      [PARAM_USERNAME, account.name] as const,
      [PARAM_URL, panel.url] as const,
      [PARAM_DOMAIN, domains[0] ?? ''] as const,
      [PARAM_IP, ip] as const,
    ].filter(([, value]) => value !== ''),
  );
  return {
    candidate: candidateOf(account, domains),
    remoteid: '',
    params,
    imported: {
      pricelist: account.template,
      name: account.name,
      status: account.status ?? 'active',
      period: 1,
      expiredate: null,
      params,
    },
    row: (item, service) => accountRow({ account: panel.key, module, item }, account, service),
    setRemoteId: () => null,
    newPassword: (ctx, target) => resetPasswordStep(ctx, { ...target, panel }, account.name),
  };
}
