import type { RunningOperation, Service } from '../billmanager/billmanager.ts';
import type { OperationRow } from '../journal/records.ts';
import { isOutsideSuspension } from '../operations/engine/outside-suspension.ts';
import type { ReconcileRun } from './reconcile-run.ts';

/** Noted with an operation once a person's task for it was seen. */
export const TASK = 'task';

/**
 * Does BILLmanager no longer want what waits? The service was closed, or BILLmanager has suspended
 * it since the operation was begun: for non-payment, or by staff.
 */
export async function isUnwanted(
  run: ReconcileRun,
  { item, command, facts }: OperationRow,
): Promise<boolean> {
  const service = await run.ctx.billmanager.service(item);
  if (command === 'close') return false;
  if (service === null || service.status === 'deleted') return true;
  const isPower = command === 'suspend' || command === 'resume';
  return !isPower && (await isSuspendedSince(run, service, facts['status']));
}

/**
 * Has a person closed the task of an operation? BILLmanager's database tells the task's status;
 * where forms are asked, a task that was there and is shown no more was closed.
 */
export async function isTaskClosed(
  run: ReconcileRun,
  { id, facts }: OperationRow,
  running: RunningOperation | null | undefined,
): Promise<boolean> {
  if (!running) return false;
  const { hasTask } = running;
  if (running.isTaskClosed) return true;
  const wasSeen = facts[TASK] === 'yes';
  if (hasTask && !wasSeen && !run.report.dryRun) await run.ctx.journal.note(id, { [TASK]: 'yes' });
  return wasSeen && !hasTask;
}

async function isSuspendedSince(
  { ctx }: ReconcileRun,
  { id, status }: Service,
  before: unknown,
): Promise<boolean> {
  if (status !== 'suspended' || before === 'suspended') return false;
  return !(await isOutsideSuspension(ctx, id));
}
