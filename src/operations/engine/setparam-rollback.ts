import { toFault } from '../../base/fault.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import { serviceFacts } from '../licenses/license-context.ts';
import type { Context, ServiceCall } from './context.ts';
import { notify } from './notify.ts';
import type { Run } from './run.ts';
import { isAnewByAge, runOperation, type Target } from './run-operation.ts';

/**
 * What a setparam of a license and one of an account have in common. When a change of tariff is
 * refused for good, BILLmanager's tariff is rolled back (processing-module.md, command setparam); a
 * passing fault leaves it to the retry.
 */
export async function runSetparam(
  ctx: Context,
  target: Target & { readonly service: Service },
  call: ServiceCall,
  execute: (run: Run) => Promise<void>,
): Promise<void> {
  const { item, service } = target;
  try {
    await runOperation(ctx, target, 'setparam', call, serviceFacts(service), {
      execute,
      repeat: () => notify(ctx, call, 'postsetparam', item),
      isAnew: ended =>
        isAnewByAge(ended, ctx.clock.now()) || ended.facts['tariff'] !== service.pricelist,
    });
  } catch (error) {
    if (toFault(error).kind === 'final' && isTariffChange(service))
      await ctx.billmanager.rollbackTariff(item);
    throw error;
  }
}

const isTariffChange = ({ lastpricelist, pricelist }: Service): boolean =>
  lastpricelist !== '' && lastpricelist !== '0' && lastpricelist !== pricelist;
