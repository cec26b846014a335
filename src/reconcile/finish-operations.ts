import { toFault } from '../base/fault.ts';
import { type CommandName, isCommand, rowOf } from '../billmanager/command-table.ts';
import type { OperationRow } from '../journal/journal.ts';
import type { Context, ServiceCall } from '../operations/engine/context.ts';
import { unfinished } from '../operations/engine/unfinished.ts';
import { OPERATIONS, type OperationHandler } from '../operations/operation-handlers.ts';
import { isToBeLookedFor } from './late-orders.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

/**
 * Brings operations to an end that some attempt left open: openings that wait for a key, and those
 * whose process died. One that waits for a person (a final fault) is left to BILLmanager as long as
 * BILLmanager still has it; one that BILLmanager no longer has is ended, and nothing new is begun
 * for it.
 */
export async function finishOperations(run: ReconcileRun): Promise<void> {
  const rows = await run.ctx.journal.operations({
    states: ['open', 'waiting'],
    module: run.module.id,
  });
  const oldestFirst = [...rows].reverse();
  run.progress.start('operations', oldestFirst.length);
  for (const operation of oldestFirst) {
    if (run.isOver()) run.report.postponed += 1;
    else
      await guarded(run, `${operation.command} of service ${operation.item}`, () =>
        finish(run, operation),
      );
    run.progress.advance(1);
  }
}

/** Orders that nobody could find, and that a list has shown now. */
export async function finishLateOrders(run: ReconcileRun): Promise<void> {
  for (const operation of run.lateOrders.found)
    await guarded(run, `${operation.command} of service ${operation.item}`, () =>
      finish(run, operation, true),
    );
}

async function finish(run: ReconcileRun, operation: OperationRow, isLate = false): Promise<void> {
  const load = loaderOf(run, operation);
  if (!load) return;
  const withdrawn = operation.state === 'open' && (await isWithdrawn(run.ctx, operation));
  const onlyLooks = waitsForPerson(operation) && !withdrawn;
  if (onlyLooks && !isLate && !(await isToBeLookedFor(run.ctx.journal, operation))) return;
  if (run.report.dryRun) {
    run.report.plans.push(`finish ${operation.command} of service ${operation.item}`);
    return;
  }
  const call: ServiceCall = {
    item: operation.item,
    runningOperation: operation.runningOperation,
    itemtype: null,
    ...(withdrawn ? { withdrawn: true } : {}),
    ...(onlyLooks ? { onlyLooks: true } : {}),
  };
  try {
    await (await load())(run.ctx, call);
    if (await isEnded(run.ctx, operation)) run.report.finished += 1;
  } catch (error) {
    const { type, message } = toFault(error);
    if (type === 'operation_withdrawn') run.report.finished += 1;
    else if (onlyLooks) run.ctx.log.info(`operation ${operation.id} was looked for: ${message}`);
    else throw error;
  }
}

type Loader = () => Promise<OperationHandler>;

/**
 * What brings the operation to its end; undefined for a command that leaves nothing unfinished. A
 * renewal of cron's own and a module that was bought from a panel are no commands of BILLmanager.
 */
function loaderOf(run: ReconcileRun, operation: OperationRow): Loader | undefined {
  const { command } = operation;
  if (isPurchase(operation)) return purchase(operation);
  if (command === 'renew') return renewal;
  const handlers: Partial<Readonly<Record<CommandName, Loader>>> = OPERATIONS[run.module.program];
  return isCommand(command) && rowOf(command).finishedByCron ? handlers[command] : undefined;
}

const renewal: Loader = async () => {
  const { renew } = await import('../operations/licenses/renew.ts');
  return async (ctx, call) => {
    await renew(ctx, call);
  };
};

const purchase = (operation: OperationRow) => async (): Promise<OperationHandler> => {
  const { finishPurchase } = await import('../operations/modules/buy-module.ts');
  return ctx => finishPurchase(ctx, operation);
};

const isPurchase = ({ command }: OperationRow): boolean => command.startsWith('buy-module ');

async function isWithdrawn(ctx: Context, operation: OperationRow): Promise<boolean> {
  return (
    operation.runningOperation !== null &&
    (await ctx.billmanager.runningOperation(operation.runningOperation)) === null
  );
}

const waitsForPerson = (operation: OperationRow): boolean =>
  operation.state === 'open' && operation.outcome?.['kind'] === 'final';

async function isEnded(ctx: Context, operation: OperationRow): Promise<boolean> {
  const rows = await unfinished(ctx, operation.item, operation.command);
  return rows.every(row => row.id !== operation.id);
}
