import { toFault } from '../base/fault.ts';
import type { OperationRow } from '../journal/journal.ts';
import { ACCOUNT_MODULE } from '../operations/accounts/account-subject.ts';
import type { Context, ServiceCall } from '../operations/context.ts';
import { guarded, type Pass } from './pass.ts';

type Work = (ctx: Context, call: ServiceCall) => Promise<void>;

/** The operations that may be left unfinished, by the command their journal row names. */
const WORK: Readonly<Record<string, () => Promise<Work>>> = {
  open: async () => (await import('../operations/open.ts')).open,
  reopen: async () => (await import('../operations/open.ts')).reopen,
  suspend: async () => (await import('../operations/suspend.ts')).suspend,
  resume: async () => (await import('../operations/resume.ts')).resume,
  close: async () => (await import('../operations/close.ts')).close,
  prolong: async () => (await import('../operations/prolong.ts')).prolong,
  setparam: async () => (await import('../operations/setparam.ts')).setparam,
  gen_key: async () => (await import('../operations/gen-key.ts')).genKey,
  renew: async () => (await import('../operations/renew.ts')).finishRenewal,
};

/** The same for the accounts of a panel. */
const ACCOUNT_WORK: typeof WORK = {
  open: async () => (await import('../operations/accounts/open-account.ts')).openAccount,
  reopen: async () => (await import('../operations/accounts/open-account.ts')).reopenAccount,
  suspend: async () => (await import('../operations/accounts/power-account.ts')).suspendAccount,
  resume: async () => (await import('../operations/accounts/power-account.ts')).resumeAccount,
  close: async () => (await import('../operations/accounts/close-account.ts')).closeAccount,
  prolong: async () => (await import('../operations/accounts/prolong-account.ts')).prolongAccount,
  setparam: async () => (await import('../operations/accounts/setparam-account.ts')).setparamAccount,
};

/**
 * Brings operations to an end that some attempt left open: openings that wait for a key, and those whose process died. One that
 * waits for a person (a final fault) is left to BILLmanager as long as BILLmanager still has it; one that BILLmanager no longer has
 * is settled, and nothing new is begun for it.
 */
export async function finishOperations(pass: Pass): Promise<void> {
  const journal = await pass.ctx.journal();
  const unfinished = await journal.operations({ states: ['open', 'waiting'], module: pass.module.id });
  const oldestFirst = [...unfinished].reverse();
  pass.progress.start('operations', oldestFirst.length);
  for (const operation of oldestFirst) {
    if (pass.isOver()) pass.report.postponed += 1;
    else
      await guarded(pass, `${operation.command} of service ${operation.item}`, () => finish(pass, operation));
    pass.progress.advance(1);
  }
}

const workOf = (pass: Pass): typeof WORK => (pass.module.program === ACCOUNT_MODULE ? ACCOUNT_WORK : WORK);

async function finish(pass: Pass, operation: OperationRow): Promise<void> {
  const work = isPurchase(operation) ? purchase(operation) : workOf(pass)[operation.command];
  if (!work) return;
  const withdrawn = operation.state === 'open' && (await isWithdrawn(pass.ctx, operation));
  if (waitsForPerson(operation) && !withdrawn) return;
  if (pass.report.dryRun) {
    pass.report.plans.push(`finish ${operation.command} of service ${operation.item}`);
    return;
  }
  const call: ServiceCall = {
    item: operation.item,
    runningOperation: operation.runningOperation,
    itemtype: null,
    ...(withdrawn ? { withdrawn: true } : {}),
  };
  try {
    await (await work())(pass.ctx, call);
    if (await isEnded(pass.ctx, operation)) pass.report.finished += 1;
  } catch (error) {
    if (toFault(error).type === 'operation_withdrawn') pass.report.finished += 1;
    else throw error;
  }
}

/** A module that was bought from a panel: no operation of BILLmanager stands behind it. */
const purchase = (operation: OperationRow) => async (): Promise<Work> => {
  const { finishPurchase } = await import('../operations/buy-module.ts');
  return ctx => finishPurchase(ctx, operation);
};

const isPurchase = ({ command }: OperationRow): boolean => command.startsWith('buy-module ');

async function isWithdrawn(ctx: Context, operation: OperationRow): Promise<boolean> {
  return (
    operation.runningOperation !== null &&
    (await ctx.billing.runningOperation(operation.runningOperation)) === null
  );
}

const waitsForPerson = (operation: OperationRow): boolean =>
  operation.state === 'open' && operation.outcome?.['kind'] === 'final';

async function isEnded(ctx: Context, operation: OperationRow): Promise<boolean> {
  const rows = await (await ctx.journal()).operations({
    item: operation.item,
    command: operation.command,
    states: ['open', 'waiting'],
  });
  return rows.every(row => row.id !== operation.id);
}
