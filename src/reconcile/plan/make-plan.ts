import { toFault } from '../../base/fault.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import type { Context } from '../../operations/engine/context.ts';
import { ownMark } from '../../operations/installation/own-mark.ts';
import { ITEMTYPES } from '../../vendor/product-types.ts';
import type { LicenseRow } from '../../vendor/vendor.ts';
import type { AccountPass } from './account-pass.ts';
import type { Difference } from './difference.ts';
import { type IsSingly, surveyList } from './survey.ts';

/** What differs at one vendor account. */
interface AccountPlan {
  readonly pass: AccountPass;
  readonly licenses: number;
  readonly differences: readonly Difference[];
  readonly foreign: readonly LicenseRow[];
}

/** Where billing and vendor differ. */
export interface Plan {
  readonly accounts: readonly AccountPlan[];
  /** Licenses at vendor accounts where no module buys any more: of the ledger's last reading. */
  readonly unused: readonly Difference[];
  /** What could not be read, in words: there the plan says nothing. */
  readonly troubles: readonly string[];
}

/**
 * Compares BILLmanager, the ledger and every vendor account. Changes nothing; a trouble with one
 * account or product type never hides the others. `isSingly`: services that are read one by one,
 * too, for what no list tells.
 */
export async function makePlan(ctx: Context, isSingly: IsSingly = () => false): Promise<Plan> {
  const troubles: string[] = [];
  const passes = await passesOf(ctx, troubles);
  const accounts: AccountPlan[] = [];
  for (const pass of passes.values())
    accounts.push(await planAccount(ctx, pass, isSingly, troubles));
  const isWhole = troubles.length === 0;
  return { accounts, unused: isWhole ? await unusedOf(ctx, passes) : [], troubles };
}

/** One vendor account under two addresses is one. */
async function passesOf(
  ctx: Context,
  troubles: string[],
): Promise<ReadonlyMap<string, AccountPass>> {
  const mark = await ownMark(ctx);
  const passes = new Map<string, AccountPass>();
  for (const { id, module } of await ctx.billmanager.modules()) {
    if (module !== LICENSES_MODULE) continue;
    const connection = await orTrouble(troubles, `module ${id}`, async () =>
      ctx.vendor(await ctx.billmanager.module(id)),
    );
    if (!connection) continue;
    const modules = [...(passes.get(connection.account)?.modules ?? []), id];
    passes.set(connection.account, { ...connection, modules, mark });
  }
  return passes;
}

async function planAccount(
  ctx: Context,
  pass: AccountPass,
  isSingly: IsSingly,
  troubles: string[],
): Promise<AccountPlan> {
  const differences: Difference[] = [];
  const foreign: LicenseRow[] = [];
  let licenses = 0;
  for (const itemtype of ITEMTYPES) {
    const survey = await orTrouble(troubles, `${pass.account}, ${itemtype}`, () =>
      surveyList(ctx, pass, itemtype, isSingly),
    );
    if (!survey) continue;
    licenses += survey.licenses;
    differences.push(...survey.differences);
    foreign.push(...survey.foreign);
    troubles.push(...survey.troubles);
  }
  const isUntold = differences.some(({ monthly }) => monthly?.currency === '');
  const currency = isUntold ? await currencyOf(ctx, pass) : '';
  return { pass, licenses, differences: differences.map(inCurrency(currency)), foreign };
}

/** An account's only currency, which its lists do not name; '' where it is not known. */
async function currencyOf({ log }: Context, { account, vendor }: AccountPass): Promise<string> {
  try {
    const [only, ...others] = await vendor.balance();
    return only === undefined || others.length > 0 ? '' : only.currency;
  } catch (error) {
    log.warning(`plan: the currency of ${account} is not known: ${toFault(error).message}`);
    return '';
  }
}

const inCurrency =
  (currency: string) =>
  (difference: Difference): Difference => {
    const { monthly } = difference;
    const isUntold = monthly !== null && monthly.currency === '';
    return isUntold ? { ...difference, monthly: { ...monthly, currency } } : difference;
  };

async function unusedOf(
  { journal }: Context,
  passes: ReadonlyMap<string, AccountPass>,
): Promise<readonly Difference[]> {
  const types: readonly string[] = ITEMTYPES;
  const live = await journal.licenses({ state: 'live', otherThan: [...passes.keys()] });
  return live
    .filter(({ itemtype }) => types.includes(itemtype))
    .map(({ account, itemtype, module, item, licenseId: license }) => ({
      ...{ kind: 'account_unused', itemtype, module, item: item ?? '', license, here: '' },
      ...{ there: account, monthly: null, action: null, from: null },
    }));
}

async function orTrouble<T>(
  troubles: string[],
  what: string,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    troubles.push(`${what}: ${toFault(error).message}`);
    return null;
  }
}
