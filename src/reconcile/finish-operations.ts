import { conditionOf, Fault, toFault } from '../base/fault.ts';
import type { RunningOperation } from '../billmanager/billmanager.ts';
import { type CommandName, isCommand, rowOf } from '../billmanager/command-table.ts';
import type { Journal } from '../journal/journal.ts';
import type { OperationRow } from '../journal/records.ts';
import { chargeOf } from '../operations/engine/charge.ts';
import type { Context, ServiceCall } from '../operations/engine/context.ts';
import { HANDED_OVER, UNKNOWN_STATUS } from '../operations/engine/notify.ts';
import { unfinished } from '../operations/engine/unfinished.ts';
import { waitingOf } from '../operations/engine/waiting.ts';
import { OPERATIONS, type OperationHandler } from '../operations/operation-handlers.ts';
import { isToBeLookedFor } from './late-orders.ts';
import { noteOpenTasks } from './open-tasks.ts';
import { clearProblem } from './problems.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';
import { isTaskClosed, isUnwanted } from './unwanted.ts';

/**
 * Finishes operations that an attempt left open: openings that wait for a key, those whose process
 * died, and those whose condition is now met (docs/reliability.md, "Faults that go away"), the
 * service that ends first before the others. One that waits for a person (any other final fault) is
 * left to BILLmanager as long as BILLmanager still has it; one that BILLmanager no longer has, or
 * wants, is ended, and nothing new is begun for it.
 */
export async function finishOperations(run: ReconcileRun): Promise<void> {
  const rows = await run.ctx.journal.operations({
    states: ['open', 'waiting'],
    module: run.module.id,
  });
  const oldestFirst = [...rows].reverse();
  const waiting = oldestFirst.filter(row => waitingOf(row) !== null);
  const others = oldestFirst.filter(row => waitingOf(row) === null);
  const queue = [...others, ...waiting.sort(byEndDate)];
  run.progress.start('operations', queue.length);
  for (const operation of queue) {
    if (run.isOver()) run.report.postponed += 1;
    else
      await guarded(run, `${operation.command} of service ${operation.item}`, () =>
        finish(run, operation),
      );
    run.progress.advance(1);
  }
  if (!run.report.dryRun) await noteOpenTasks(run);
}

const endDate = ({ facts }: OperationRow): string => String(facts['expiredate'] ?? '');
const byEndDate = (a: OperationRow, b: OperationRow): number =>
  endDate(a).localeCompare(endDate(b));

/** Orders that nobody could find, and that a list has shown now. */
export async function finishLateOrders(run: ReconcileRun): Promise<void> {
  for (const { id, command, item } of run.lateOrders.found)
    await guarded(run, `${command} of service ${item}`, async () => {
      const open = await run.ctx.journal.operations({ item, command, states: ['open'] });
      // this run may have found it before the list did
      const operation = open.find(each => each.id === id);
      if (operation && waitsForPerson(operation)) await finish(run, operation, true);
    });
}

async function finish(run: ReconcileRun, operation: OperationRow, isLate = false): Promise<void> {
  const load = loaderOf(run, operation);
  if (!load) return;
  const waiting = waitingOf(operation);
  const running = await runningOf(run.ctx, operation);
  const isHandedOver = operation.facts[HANDED_OVER] === 'yes';
  const isGone = operation.state === 'open' && running === null && !isHandedOver;
  const onlyLooks = waitsForPerson(operation) && waiting === null && !isGone;
  if (onlyLooks && !isLate && !(await isToBeLookedFor(run.ctx.journal, operation))) return;
  let withdrawn = isGone || (waiting !== null && (await isTaskClosed(run, operation, running)));
  if (waiting && !withdrawn) {
    if (!(await run.conditions.isMet(run, operation, waiting))) return;
    withdrawn = await isUnwanted(run, operation);
  }
  if (run.report.dryRun) {
    run.report.finished += 1;
    run.report.plans.push(`finish ${operation.command} of service ${operation.item}`);
    return;
  }
  if (withdrawn && waiting !== null && (await endUnbegun(run, operation))) return;
  const call: ServiceCall = {
    item: operation.item,
    runningOperation: operation.runningOperation,
    itemtype: null,
    ...(withdrawn ? { withdrawn: true } : {}),
    ...(onlyLooks ? { onlyLooks: true } : {}),
  };
  try {
    await (await load())(run.ctx, call);
    if (await isEnded(run.ctx, operation)) {
      run.report.finished += 1;
      if (waiting?.condition === 'money') await run.conditions.served(run, operation);
      if (running?.hasTask === true) run.withTask.push(operation);
      // what was gone may have been bought anew
      if (waiting?.condition === 'lapse')
        await clearProblem(run, 'cpbillmgr_license_gone', operation.item);
    }
  } catch (error) {
    const fault = toFault(error);
    if (conditionOf(fault) === 'money')
      await run.conditions.refused(run, operation, waiting?.condition === 'money');
    if (fault.type === 'operation_withdrawn') run.report.finished += 1;
    else if (onlyLooks) {
      if (fault.type === 'license_gone') await noteLook(run.ctx.journal, operation);
      run.ctx.log.info(`operation ${operation.id} was looked for: ${fault.message}`);
    } else throw error;
  }
}

/**
 * On a license that is gone nothing is to be seen of what was sent for it: that is a look like any
 * other, and once the last one is over the operation rests until a person settles it.
 */
async function noteLook(journal: Journal, { id }: OperationRow): Promise<void> {
  for (const { name, result, intent } of await journal.steps(id))
    if (result === null && name !== 'order' && chargeOf(name, intent) !== null)
      await journal.look(id, name);
}

/**
 * Ends an operation that waited, is no longer wanted, and has done nothing. What it leaves between
 * service and license is looked at by this run.
 */
async function endUnbegun(run: ReconcileRun, operation: OperationRow): Promise<boolean> {
  const { journal, log } = run.ctx;
  const { id, item, runningOperation } = operation;
  if ((await journal.steps(id)).length > 0) return false;
  const fault = new Fault('operation_withdrawn', { object: runningOperation ?? String(id) });
  const { type, kind, message } = fault;
  await journal.close(id, 'failed', { fault: type, kind, text: message });
  const ledger = await journal.licenseOf(item);
  if (ledger) await journal.write([{ update: ledger.id, change: { status: UNKNOWN_STATUS } }]);
  log.info(`operation ${id}: ${message}`);
  run.report.finished += 1;
  return true;
}

type Loader = () => Promise<OperationHandler>;

/**
 * The handler that finishes the operation; undefined for a command that leaves nothing unfinished.
 * A renewal of cron's own and a module that was bought from a panel are no commands of BILLmanager.
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

/** null: BILLmanager no longer has it. undefined: there was none. */
async function runningOf(
  { billmanager }: Context,
  { runningOperation, state }: OperationRow,
): Promise<RunningOperation | null | undefined> {
  if (runningOperation === null || state !== 'open') return undefined;
  return billmanager.runningOperation(runningOperation);
}

const waitsForPerson = (operation: OperationRow): boolean =>
  operation.state === 'open' && operation.outcome?.['kind'] === 'final';

async function isEnded(ctx: Context, operation: OperationRow): Promise<boolean> {
  const rows = await unfinished(ctx, operation.item, operation.command);
  return rows.every(row => row.id !== operation.id);
}
