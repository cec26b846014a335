import type { Fault } from '../../base/fault.ts';
import type { OperationRow } from '../../journal/journal.ts';
import type { Context, Target } from './context.ts';
import { isNewByAge } from './repeated-call.ts';
import type { Operation } from './run-operation.ts';

/**
 * What setparam of a license and of an account have in common. When a change of tariff is refused
 * for good, BILLmanager's tariff is rolled back (docs/reference/processing-module.md, "setparam");
 * a passing fault leaves it to the retry.
 */
export const SETPARAM = {
  command: 'setparam',
  post: 'postsetparam',
  isNew: (ended: OperationRow, now: Date, { service }: Target): boolean =>
    isNewByAge(ended, now) || ended.facts['tariff'] !== service.pricelist,
  async afterFault(ctx: Context, { item, service }: Target, fault: Fault): Promise<void> {
    const { lastpricelist, pricelist } = service;
    const isTariffChange =
      lastpricelist !== '' && lastpricelist !== '0' && lastpricelist !== pricelist;
    if (fault.kind === 'final' && isTariffChange) await ctx.billmanager.rollbackTariff(item);
  },
} as const satisfies Omit<Operation<Target>, 'execute'>;
