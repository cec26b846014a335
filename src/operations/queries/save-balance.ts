import type { Money } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';

/**
 * Reads the balance at the vendor of a processing module and saves it in BILLmanager, which keeps
 * one balance a module: the first that the vendor tells, its account's own currency.
 */
export async function saveBalance(ctx: Context, module: string): Promise<readonly Money[]> {
  const { vendor } = await ctx.vendor(await ctx.billmanager.module(module));
  const balances = await vendor.balance();
  const [main] = balances;
  if (main) await ctx.billmanager.saveBalance(module, main.amount, main.currency);
  return balances;
}
