import { toFault } from '../../base/fault.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import type { Context } from '../../operations/engine/context.ts';
import { ownMark } from '../../operations/installation/own-mark.ts';
import { ITEMTYPES } from '../../vendor/product-types.ts';
import type { LicenseRow } from '../../vendor/vendor.ts';
import type { Difference } from './difference.ts';
import { type AccountPass, surveyList } from './survey.ts';

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
  /** Vendor accounts of the ledger that no module buys at any more, and their live licenses. */
  readonly unused: ReadonlyMap<string, number>;
  /** What could not be read, in words: there the plan says nothing. */
  readonly troubles: readonly string[];
}

/**
 * Compares BILLmanager, the ledger and every vendor account. Changes nothing; a trouble with one
 * account or product type never hides the others.
 */
export async function makePlan(ctx: Context): Promise<Plan> {
  const troubles: string[] = [];
  const passes = await passesOf(ctx, troubles);
  const accounts: AccountPlan[] = [];
  for (const pass of passes.values()) accounts.push(await planAccount(ctx, pass, troubles));
  const isWhole = troubles.length === 0;
  return { accounts, unused: isWhole ? await unusedOf(ctx, passes) : new Map(), troubles };
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
  troubles: string[],
): Promise<AccountPlan> {
  const differences: Difference[] = [];
  const foreign: LicenseRow[] = [];
  let licenses = 0;
  for (const itemtype of ITEMTYPES) {
    const survey = await orTrouble(troubles, `${pass.account}, ${itemtype}`, () =>
      surveyList(ctx, pass, itemtype),
    );
    if (!survey) continue;
    licenses += survey.licenses;
    differences.push(...survey.differences);
    foreign.push(...survey.foreign);
  }
  return { pass, licenses, differences, foreign };
}

async function unusedOf(
  { journal }: Context,
  passes: ReadonlyMap<string, AccountPass>,
): Promise<ReadonlyMap<string, number>> {
  const unused = new Map<string, number>();
  const types: readonly string[] = ITEMTYPES;
  for (const { account, itemtype } of await journal.licenses({ state: 'live' }))
    if (types.includes(itemtype) && !passes.has(account))
      unused.set(account, (unused.get(account) ?? 0) + 1);
  return unused;
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
