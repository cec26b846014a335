import { Fault } from '../../base/fault.ts';
import type { ServiceCall } from './context.ts';

/**
 * Nothing is begun for an operation that BILLmanager no longer waits for, but what completes it:
 * Fault operation_withdrawn.
 */
export function requireWanted(
  {
    call,
    row,
  }: {
    readonly call: ServiceCall;
    readonly row: { readonly id: number; readonly runningOperation: string | null };
  },
  step: { readonly completes?: true },
): void {
  if (call.withdrawn && step.completes !== true)
    throw new Fault('operation_withdrawn', { object: row.runningOperation ?? String(row.id) });
}
