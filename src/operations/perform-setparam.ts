import { toFault } from '../base/fault.ts';
import type { Service } from '../billing/billing.ts';
import { isAnewByAge, perform, type Target } from './begin.ts';
import type { Context, ServiceCall } from './context.ts';
import type { Run } from './run.ts';
import { serviceFacts } from './subject.ts';
import { post } from './tell.ts';

/**
 * What a setparam of a license and one of an account have in common. When a change of tariff is refused for good, BILLmanager's tariff is
 * rolled back (processing-module.md, command setparam); a passing fault leaves it to the retry.
 */
export async function performSetparam(
  ctx: Context,
  target: Target & { readonly service: Service },
  call: ServiceCall,
  carryOut: (run: Run) => Promise<void>,
): Promise<void> {
  const { item, service } = target;
  try {
    await perform(ctx, target, 'setparam', call, serviceFacts(service), {
      carryOut,
      repeat: () => post(ctx, call, 'postsetparam', item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()) || ended.facts['tariff'] !== service.pricelist,
    });
  } catch (error) {
    if (toFault(error).kind === 'final' && isTariffChange(service)) await ctx.billing.rollbackTariff(item);
    throw error;
  }
}

const isTariffChange = ({ lastpricelist, pricelist }: Service): boolean =>
  lastpricelist !== '' && lastpricelist !== '0' && lastpricelist !== pricelist;
