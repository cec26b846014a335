import { conditionOf, type Fault } from '../../base/fault.ts';
import type { OperationRow } from '../../journal/records.ts';
import type { Target } from './context.ts';
import { isNewByAge } from './repeated-call.ts';
import type { Run } from './run.ts';
import type { Operation } from './run-operation.ts';

/**
 * What setparam of a license and of an account have in common. A change of tariff that fails is
 * rolled back in BILLmanager (docs/reference/processing-module.md, "setparam"), as ISPsystem's base
 * class does, with two differences:
 * - after a fault that no retry can mend, while the base does so after any. BILLmanager starts the
 *   operation again after a passing one, checkevent after one that goes away (money, a login), and
 *   a minute without the vendor must not take back what the client has ordered;
 * - not where the new tariff has, or may have, come to the vendor or the panel (`hasMoved`): both
 *   sides would then bill different tariffs. What is left of the change waits for a person.
 */
export const setparamOf = <T extends Target>(hasMoved: (run: Run<T>) => Promise<boolean>) =>
  ({
    command: 'setparam',
    post: 'postsetparam',
    isNew: (ended: OperationRow, now: Date, { service }: T): boolean =>
      isNewByAge(ended, now) || ended.facts['tariff'] !== service.pricelist,
    async afterFault(run: Run<T>, fault: Fault): Promise<void> {
      const { ctx, target } = run;
      const { lastpricelist, pricelist } = target.service;
      const isTariffChange =
        lastpricelist !== '' && lastpricelist !== '0' && lastpricelist !== pricelist;
      if (fault.kind !== 'final' || conditionOf(fault) !== null || !isTariffChange) return;
      if (!(await hasMoved(run))) await ctx.billmanager.rollbackTariff(target.item);
      else
        ctx.log.warning(
          `service ${target.item}: its new tariff is in force already and is not taken back; the rest of the change failed`,
        );
    },
  }) as const satisfies Omit<Operation<T>, 'execute'>;
