import type { Money } from '../products/upstream.ts';
import type { Context } from './context.ts';

/**
 * Reads the upstream balance of a processing module and saves it in BILLmanager, which keeps one balance a module: the first that
 * upstream tells, its account's own currency.
 */
export async function saveBalance(ctx: Context, module: string): Promise<readonly Money[]> {
  const { upstream } = await ctx.supplier(await ctx.billing.module(module));
  const balances = await upstream.balance();
  const [main] = balances;
  if (main) await ctx.billing.saveBalance(module, main.amount, main.currency);
  return balances;
}
