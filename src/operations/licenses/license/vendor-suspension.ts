import type { Context } from '../../engine/context.ts';

/*
 * Why a service is suspended decides who may resume it. BILLmanager's own suspension (for
 * non-payment, by staff, for abuse) is never lifted here; one that was only brought over from the
 * vendor ends with the vendor's. No field of BILLmanager's tells which it is: the vendor's is what
 * was noted as brought over, and that this module has not been called to suspend since.
 */

const key = (item: string): string => `suspended by the vendor: service ${item}`;

/** To be noted before BILLmanager is told: a note too many says nothing of an active service. */
export async function noteVendorSuspension(ctx: Context, item: string): Promise<void> {
  await ctx.journal.remember(key(item), true);
}

export async function isVendorSuspension(ctx: Context, item: string): Promise<boolean> {
  return (await ctx.journal.recall(key(item)))?.value === true;
}

/** The service is active again, or BILLmanager itself suspends it. */
export async function forgetVendorSuspension(ctx: Context, item: string): Promise<void> {
  if (await isVendorSuspension(ctx, item)) await ctx.journal.remember(key(item), null);
}
