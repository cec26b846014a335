import type { LicenseRow } from '../../../vendor/vendor.ts';
import { answeredKey } from '../../engine/charge-facts.ts';
import type { Context } from '../../engine/context.ts';
import { type Doubt, lastSending } from '../../engine/in-doubt.ts';
import { factsOf } from '../../engine/step.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { findOrder, orderMarks } from './lost-order.ts';

/** Orders among what other operations of the service have left in doubt. */
export const ordersIn = (doubts: readonly Doubt[]): readonly Doubt[] =>
  doubts.filter(
    // a module that the gateway bought for the service's license is none of the service's
    ({ step, operation }) => step.name === 'order' && !operation.command.startsWith('buy-module '),
  );

/**
 * The license of such an order, where the vendor shows one. `parentItem`: of a module, the license
 * that it was ordered for; '' where that is not known. Faults: findOrder's.
 */
export async function findDoubted(
  ctx: Context,
  target: LicenseTarget,
  orders: readonly Doubt[],
  parentItem: string,
): Promise<LicenseRow | null> {
  for (const { operation, step } of orders) {
    const answered = factsOf(operation.facts)[answeredKey] ?? '';
    const marks = orderMarks(factsOf(step.intent), parentItem, {
      answered,
      sent: lastSending(step),
    });
    const row = await findOrder(ctx, target, marks);
    if (row) return row;
  }
  return null;
}
