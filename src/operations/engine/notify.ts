import type { PostCommand, Service } from '../../billmanager/billmanager.ts';
import type { Context, ServiceCall } from './context.ts';
import type { Run } from './run.ts';

/**
 * A license's status in the ledger is the one that BILLmanager was notified of. If that is not
 * known, or the operation that changed it was withdrawn, it is this value, which no row of the
 * vendor's list matches: checkevent then notifies BILLmanager.
 */
export const UNKNOWN_STATUS = '';

/**
 * Ends the running operation in BILLmanager. One that is taken up again may have been notified
 * already by an earlier attempt, and the service may have changed since: so it is checked first
 * whether BILLmanager still waits, and nothing is applied twice or undone. False: it did not wait.
 */
export async function notify(
  { ctx, call, target, resumed }: Run,
  command: PostCommand,
): Promise<boolean> {
  if (resumed) return notifyAwaited(ctx, call, command);
  await ctx.billmanager.post(command, target.item);
  return true;
}

/** The same for an operation that was notified before, as far as is known. */
export async function notifyAwaited(
  ctx: Context,
  call: ServiceCall,
  command: PostCommand,
): Promise<boolean> {
  if (!(await isAwaited(ctx, call))) return false;
  await ctx.billmanager.post(command, call.item);
  return true;
}

/**
 * Does BILLmanager still wait for this operation? Without a running operation there is nothing to
 * ask: yes.
 */
export async function isAwaited(ctx: Context, call: ServiceCall): Promise<boolean> {
  return (
    call.runningOperation === null ||
    (await ctx.billmanager.runningOperation(call.runningOperation)) !== null
  );
}

export const isActivated = ({ status }: Service): boolean =>
  status === 'active' || status === 'suspended';

/** Activates an opened service; one that was processed again is notified otherwise. */
export async function notifyOpened(
  ctx: Context,
  { service }: { readonly service: Service },
  command: 'open' | 'reopen',
): Promise<void> {
  if (command === 'reopen') await ctx.billmanager.post('postreopen', service.id);
  else await ctx.billmanager.activate(service);
}

/**
 * The fact of an opening that BILLmanager is about to be told is accepted: that it has the
 * operation no more means then that it was told, and not that it was withdrawn.
 */
export const HANDED_OVER = 'handed_over';

/**
 * BILLmanager has learned of an opening's end, from an attempt that died before it could note that.
 * What has been done to the service since (suspended, renewed) is not this operation's to undo.
 */
export async function wasNotified({ ctx, call, target, resumed, inDoubt }: Run): Promise<boolean> {
  if (!resumed || inDoubt || !isActivated(target.service)) return false;
  return !(await isAwaited(ctx, call));
}
