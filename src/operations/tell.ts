import type { IsoDate } from '../base/dates.ts';
import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
  type PostCommand,
} from '../billing/billing.ts';
import type { License } from '../products/upstream.ts';
import type { Context, ServiceCall } from './context.ts';
import type { Run } from './run.ts';
import type { Subject } from './subject.ts';

/** Saves on the service what is known of its license; only what differs from what the service says already. */
export async function saveLicenseParams(
  ctx: Context,
  subject: Subject,
  license: Pick<License, 'id' | 'lickey' | 'expiredate'>,
): Promise<void> {
  const params: readonly [string, string, boolean][] = [
    [PARAM_LICENSE_ID, license.id, false],
    [PARAM_LICKEY, license.lickey, true],
    [PARAM_LICENSE_EXPIREDATE, license.expiredate ?? '', false],
  ];
  const changed = params.filter(
    ([name, value]) => value !== '' && subject.service.params.get(name) !== value,
  );
  await Promise.all(
    changed.map(([name, value, secret]) => ctx.billing.saveParam(subject.item, name, value, { secret })),
  );
}

export async function saveEndDate(ctx: Context, subject: Subject, end: IsoDate | null): Promise<void> {
  if (end === null || subject.service.params.get(PARAM_LICENSE_EXPIREDATE) === end) return;
  await ctx.billing.saveParam(subject.item, PARAM_LICENSE_EXPIREDATE, end);
}

/**
 * Ends the running operation in BILLmanager. An operation that is taken up again, or repeated (no `run`), may have been told already by an
 * earlier attempt, and other things may have become of the service since: whether BILLmanager still waits is asked then, so that
 * nothing is applied twice or undone. False: it did not wait.
 */
export async function post(
  ctx: Context,
  call: ServiceCall,
  command: PostCommand,
  item: string,
  run?: Run,
): Promise<boolean> {
  const mayBeTold = run === undefined || run.resumed;
  if (mayBeTold && !(await isAwaited(ctx, call))) return false;
  await ctx.billing.post(command, item);
  return true;
}

/** Does BILLmanager still wait for this operation? Without a running operation there is nothing to ask: yes. */
export async function isAwaited(ctx: Context, call: ServiceCall): Promise<boolean> {
  return (
    call.runningOperation === null || (await ctx.billing.runningOperation(call.runningOperation)) !== null
  );
}
