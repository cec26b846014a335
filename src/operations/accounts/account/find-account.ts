import { Fault } from '../../../base/fault.ts';
import { PARAM_URL, PARAM_USERNAME } from '../../../billmanager/param-names.ts';
import type { LedgerLicense, NewLedgerLicense } from '../../../journal/records.ts';
import type { Account } from '../../../panel/panel.ts';
import { ACCOUNT_ITEMTYPE } from '../../../panel/product-type.ts';
import type { Context } from '../../engine/context.ts';
import { accountRow } from './account-row.ts';
import type { AccountTarget } from './account-target.ts';
import { itemOfToken, ownershipToken } from './ownership-token.ts';

/**
 * An account that serves a service: the ledger's row, and the panel's current data (null: gone).
 */
interface ServingAccount {
  readonly ledger: LedgerLicense;
  readonly account: Account | null;
}

/**
 * How certain it is that an account known only from the service's parameters belongs to the
 * service.
 */
type Ownership = 'proved' | 'named' | 'foreign';

/**
 * `proved`: its full name is the service's ownership token. `named`: the service has its name and
 * the panel's address as parameters, which we save before an account is made and when one is bound;
 * a name alone may be a client's wish. `foreign`: it carries another token, or nothing shows that
 * it belongs to the service.
 */
export function ownershipOf({ service, panel }: AccountTarget, account: Account): Ownership {
  if (account.fullname === ownershipToken(service)) return 'proved';
  const isHere =
    service.params.get(PARAM_USERNAME) === account.name &&
    service.params.get(PARAM_URL) === panel.url;
  return itemOfToken(account.fullname) === null && isHere ? 'named' : 'foreign';
}

/**
 * The account of a service: from the ledger, else from the service's own parameters, which are then
 * taken into the ledger; so a lost state file is rebuilt by use. Null: the service has none. Fault
 * account_foreign when the named account is not provably the service's; `sure` asks for more than a
 * name (before a deletion).
 */
export async function findAccount(
  ctx: Context,
  target: AccountTarget,
  options: { readonly sure?: boolean } = {},
): Promise<ServingAccount | null> {
  const { item, service, panel } = target;
  const known = await boundAccount(ctx, target);
  if (known) return known;
  const name = service.params.get(PARAM_USERNAME) ?? '';
  const account = name === '' ? null : await panel.accounts.read(name);
  if (account === null) return null;
  const ownership = ownershipOf(target, account);
  const isTaken = (await boundItem(ctx, target, name)) !== null;
  if (isTaken || ownership === 'foreign' || (ownership === 'named' && options.sure === true))
    throw new Fault('account_foreign', { object: item, value: name });
  ctx.log.info(`service ${item}: account ${name} was unknown to the state and is taken into it`);
  await ctx.journal.write([{ put: rowOf(target, account) }]);
  const ledger = await ctx.journal.licenseOf(item);
  if (!ledger)
    throw new Fault('internal', { detail: `the ledger lost the account of service ${item}` });
  return { ledger, account };
}

/**
 * The account that the ledger has for the service; null if it has none. A row of another panel (the
 * module's address was changed) is moved to this one only if the account here carries the
 * service's token: the same name may be somebody else's. Fault account_foreign.
 */
export async function boundAccount(
  ctx: Context,
  target: AccountTarget,
): Promise<ServingAccount | null> {
  const { journal } = ctx;
  const { item, panel } = target;
  const ledger = await journal.licenseOf(item);
  if (!ledger) return null;
  const account = await panel.accounts.read(ledger.licenseId);
  if (ledger.account === panel.key) return { ledger, account };
  if (account === null || account.fullname !== ownershipToken(target.service))
    throw new Fault('account_foreign', {
      object: item,
      value: `${ledger.licenseId} (${ledger.account})`,
    });
  ctx.log.warning(`service ${item}: its panel ${ledger.account} is now ${panel.key}`);
  await journal.write([
    { update: ledger.id, change: { state: 'ended' } },
    { put: { ...rowOf(target, account), status: ledger.status } },
  ]);
  const moved = await journal.licenseOf(item);
  return moved && { ledger: moved, account };
}

/** findAccount, or Fault account_unknown, account_gone. */
export async function requireAccount(
  ctx: Context,
  target: AccountTarget,
): Promise<{ readonly ledger: LedgerLicense; readonly account: Account }> {
  const found = await findAccount(ctx, target);
  if (!found) throw new Fault('account_unknown', { object: target.item });
  const { ledger, account } = found;
  if (account === null) throw accountGone(target, ledger.licenseId);
  return { ledger, account };
}

/** The account as the panel has it now, or Fault account_gone. */
export async function readAccount(target: AccountTarget, name: string): Promise<Account> {
  const account = await target.panel.accounts.read(name);
  if (account === null) throw accountGone(target, name);
  return account;
}

const accountGone = (target: AccountTarget, name: string): Fault =>
  new Fault('account_gone', { object: target.item, value: name });

/** Another service with this account in the ledger. */
async function boundItem(
  ctx: Context,
  target: AccountTarget,
  name: string,
): Promise<string | null> {
  const query = {
    account: target.panel.key,
    itemtype: ACCOUNT_ITEMTYPE,
    state: 'live',
    licenseIds: [name],
  } as const;
  const rows = await ctx.journal.licenses(query);
  return rows.find(row => row.item !== target.item)?.item ?? null;
}

const rowOf = (target: AccountTarget, account: Account): NewLedgerLicense =>
  accountRow({ ...target, account: target.panel.key }, account, target.service);
