import { randomBytes } from 'node:crypto';
import { keepSecret } from '../../base/secrets.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { accountTargetOf } from './account/account-target.ts';
import { requireAccount } from './account/find-account.ts';

/**
 * Lets the client of a service into its panel: the address with which a browser is logged in as
 * the service's own account, once. It holds a key that the panel was told just now, and no
 * password. Faults: account_unknown, account_gone, account_foreign.
 */
export async function panelSession(ctx: Context, call: ServiceCall): Promise<string> {
  const target = await accountTargetOf(ctx, call);
  const { account } = await requireAccount(ctx, target);
  const key = randomBytes(20).toString('hex');
  keepSecret(key);
  await target.panel.accounts.newSession(account.name, key);
  const url = new URL(target.panel.url);
  url.search = new URLSearchParams({ func: 'auth', username: account.name, key }).toString();
  return url.href;
}
