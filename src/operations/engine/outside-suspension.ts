import type { Service } from '../../billmanager/billmanager.ts';
import { PARAM_SPECIAL_STATUS } from '../../billmanager/param-names.ts';
import type { Context } from './context.ts';
import { unfinished } from './unfinished.ts';

/*
 * Why a service is suspended decides who may resume it. BILLmanager's own suspension (for
 * non-payment, by staff, for abuse) is never lifted here; one that was only brought over from
 * outside, the vendor's or the panel's, ends with that. No field of BILLmanager's tells which it
 * is: one from outside is what was noted as brought over, and that this module has not been called
 * to suspend since.
 */

const key = (item: string): string => `suspended by the vendor: service ${item}`;

/**
 * To be noted before BILLmanager is told: a superfluous note means nothing on an active service.
 */
export async function noteOutsideSuspension(ctx: Context, item: string): Promise<void> {
  await ctx.journal.remember(key(item), true);
}

export async function isOutsideSuspension(ctx: Context, item: string): Promise<boolean> {
  return (await ctx.journal.recall(key(item)))?.value === true;
}

/** The service is active again, or BILLmanager itself suspends it. */
export async function forgetOutsideSuspension(ctx: Context, item: string): Promise<void> {
  if (await isOutsideSuspension(ctx, item)) await ctx.journal.remember(key(item), null);
}

/**
 * A lasting difference between BILLmanager and the outside about a service: until a person settles
 * it (`suspended_here`: BILLmanager's own suspension stands), or until an operation that
 * BILLmanager has asked for has come to its end (`under_way`).
 */
export type Standing = 'suspended_here' | 'under_way';

/**
 * Active in BILLmanager and suspended outside, or the reverse: the outside counts, for it decides
 * whether what was sold works. Told as modules tell it, by `service.postsuspend` and
 * `service.postresume` without a running operation (docs/reference/processing-module.md, "What is
 * called after which command"). These end a running operation of their kind, so nothing is told
 * while there is one: it tells its own end, and whose suspension it is. Returns the difference that
 * stands, if one does.
 */
export async function tellOutsideStatus(
  ctx: Context,
  service: Service,
  outside: 'active' | 'suspended',
): Promise<Standing | null> {
  const { id, status } = service;
  if (status === 'active' && outside === 'suspended') {
    if (await isPowerUnderWay(ctx, service)) return 'under_way';
    await noteOutsideSuspension(ctx, id);
    await ctx.billmanager.post('postsuspend', id);
  } else if (status === 'active') {
    await forgetOutsideSuspension(ctx, id);
  } else if (status === 'suspended' && outside === 'active') {
    if (await isPowerUnderWay(ctx, service)) return 'under_way';
    if (!(await isOutsideSuspension(ctx, id))) return 'suspended_here';
    await ctx.billmanager.post('postresume', id);
    await forgetOutsideSuspension(ctx, id);
  }
  return null;
}

/**
 * BILLmanager 6 says of a service that its status is being changed
 * (docs/reference/processing-module.md, "Item status"); any BILLmanager tells what it has begun,
 * this module's turn or not, and the journal what has been begun here.
 */
async function isPowerUnderWay(ctx: Context, { id, params }: Service): Promise<boolean> {
  if (params.get(PARAM_SPECIAL_STATUS) === '1') return true;
  const isPower = (command: string): boolean => command === 'suspend' || command === 'resume';
  const begunHere = (await unfinished(ctx, id)).map(({ command }) => command);
  return begunHere.some(isPower) || (await ctx.billmanager.runningCommands(id)).some(isPower);
}
