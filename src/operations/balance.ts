import type { Money } from '../products/upstream.ts';
import type { Context } from './context.ts';

/** Reads the upstream balance of a processing module and saves it in BILLmanager, one call a currency. */
export async function saveBalance(ctx: Context, module: string): Promise<readonly Money[]> {
  const { upstream } = await ctx.supplier(await ctx.billing.module(module));
  const balances = await upstream.balance();
  for (const { amount, currency } of balances) await ctx.billing.saveBalance(module, amount, currency);
  return balances;
}
