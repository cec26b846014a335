import { toFault } from '../base/fault.ts';
import type { OperationRow } from '../journal/journal.ts';
import { ACCOUNT_MODULE } from '../operations/accounts/account/account-target.ts';
import type { Context, ServiceCall } from '../operations/engine/context.ts';
import { unfinished } from '../operations/engine/unfinished.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

type Work = (ctx: Context, call: ServiceCall) => Promise<unknown>;

/** The operations that may be left unfinished, by the command their journal row names. */
const WORK: Readonly<Record<string, () => Promise<Work>>> = {
  open: async () => (await import('../operations/licenses/open.ts')).open,
  reopen: async () => (await import('../operations/licenses/open.ts')).reopen,
  suspend: async () => (await import('../operations/licenses/suspend.ts')).suspend,
  resume: async () => (await import('../operations/licenses/resume.ts')).resume,
  close: async () => (await import('../operations/licenses/close.ts')).close,
  prolong: async () => (await import('../operations/licenses/prolong.ts')).prolong,
  setparam: async () => (await import('../operations/licenses/setparam.ts')).setparam,
  gen_key: async () => (await import('../operations/licenses/gen-key.ts')).genKey,
  renew: async () => (await import('../operations/licenses/renew.ts')).renew,
};

/** The same for the accounts of a panel. */
const ACCOUNT_WORK: typeof WORK = {
  open: async () => (await import('../operations/accounts/open.ts')).openAccount,
  reopen: async () => (await import('../operations/accounts/open.ts')).reopenAccount,
  suspend: async () => (await import('../operations/accounts/suspend.ts')).suspendAccount,
  resume: async () => (await import('../operations/accounts/resume.ts')).resumeAccount,
  close: async () => (await import('../operations/accounts/close.ts')).closeAccount,
  prolong: async () => (await import('../operations/accounts/prolong.ts')).prolongAccount,
  setparam: async () => (await import('../operations/accounts/setparam.ts')).setparamAccount,
};

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

const workOf = (run: ReconcileRun): typeof WORK =>
  run.module.program === ACCOUNT_MODULE ? ACCOUNT_WORK : WORK;

async function finish(run: ReconcileRun, operation: OperationRow): Promise<void> {
  const work = isPurchase(operation) ? purchase(operation) : workOf(run)[operation.command];
  if (!work) return;
  const withdrawn = operation.state === 'open' && (await isWithdrawn(run.ctx, operation));
  if (waitsForPerson(operation) && !withdrawn) return;
  if (run.report.dryRun) {
    run.report.plans.push(`finish ${operation.command} of service ${operation.item}`);
    return;
  }
  const call: ServiceCall = {
    item: operation.item,
    runningOperation: operation.runningOperation,
    itemtype: null,
    ...(withdrawn ? { withdrawn: true } : {}),
  };
  try {
    await (await work())(run.ctx, call);
    if (await isEnded(run.ctx, operation)) run.report.finished += 1;
  } catch (error) {
    if (toFault(error).type === 'operation_withdrawn') run.report.finished += 1;
    else throw error;
  }
}

/** A module that was bought from a panel: no operation of BILLmanager stands behind it. */
const purchase = (operation: OperationRow) => async (): Promise<Work> => {
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
