import { PARAM_URL, PARAM_USERNAME } from '../../billmanager/param-names.ts';
import type { Account, AccountRow } from '../../panel/panel.ts';
import { ACCOUNT_ITEMTYPE } from '../../panel/product-type.ts';
import { accountRow } from '../accounts/account/account-row.ts';
import { itemOfToken } from '../accounts/account/ownership-token.ts';
import type { Context, PanelConnection } from '../engine/context.ts';
import type { Bindable, Candidate, Provider } from './provider.ts';

/** The accounts of a processing module's panel. */
export async function accountProvider(
  ctx: Context,
  module: string,
  soldAs: string,
): Promise<Provider> {
  const panel = await ctx.panel(await ctx.billmanager.module(module));
  return {
    kind: 'account',
    itemtype: ACCOUNT_ITEMTYPE,
    soldAs,
    module,
    key: panel.key,
    async list() {
      return (await panel.accounts.list()).map(candidateOf);
    },
    async read(id) {
      const account = await panel.accounts.read(id);
      return account && bindableOf(panel, module, account);
    },
  };
}

function candidateOf(row: AccountRow): Candidate {
  const { name, fullname, template, status } = row;
  return {
    id: name,
    name: fullname,
    ip: '',
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
function bindableOf(panel: PanelConnection, module: string, account: Account): Bindable {
  const params = new Map([
    [PARAM_USERNAME, account.name],
    [PARAM_URL, panel.url],
  ]);
  return {
    candidate: candidateOf(account),
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
  };
}
