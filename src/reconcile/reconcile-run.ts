import { toFault } from '../base/fault.ts';
import { isMaintenance } from '../base/maintenance.ts';
import type { Progress } from '../base/progress.ts';
import type { OperationRow } from '../journal/records.ts';
import type { Conditions } from './conditions.ts';
import type { Differences } from './differences.ts';
import type { LateOrders } from './late-orders.ts';
import type { ModuleRun } from './module-run.ts';
import type { Strays } from './strays.ts';

/** One run over the processing modules of one vendor account, in the name of one of them. */
export interface ReconcileRun extends ModuleRun {
  readonly differences: Differences;
  /** This installation's. */
  readonly mark: string;
  readonly conditions: Conditions;
  /** Operations that a person had a task for and that have ended in this run. */
  readonly withTask: OperationRow[];
  readonly progress: Progress;
  /** Called with each row of a list. */
  readonly lateOrders: LateOrders;
  readonly strays: Strays;
  /** Rows requested per page of a list. */
  readonly rows: number;
  /** Is the time limit of this run over? What is left comes first next time. */
  isOver(): boolean;
}

/**
 * Does one piece of work; a fault of it is reported and never stops the rest. Maintenance does: it
 * is checked before each piece, and its Fault ends the run.
 */
export async function guarded<T>(
  run: ReconcileRun,
  what: string,
  work: () => Promise<T>,
): Promise<T | null> {
  run.ctx.mayAct();
  try {
    return await work();
  } catch (error) {
    if (isMaintenance(error)) throw error;
    const fault = toFault(error);
    run.report.troubles.push(`${what}: ${fault.message}`);
    run.ctx.log.error(`checkevent: ${what}: ${fault.type}: ${fault.message} ${fault.detail}`);
    return null;
  }
}
