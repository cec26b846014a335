import type { Context, ServiceCall } from './context.ts';

/**
 * The client wants no further renewal. Licenses are bought without the vendor's own renewal
 * (autoprolong=null), checkevent renews only what is paid, and accounts of a panel have no end:
 * there is nothing to undo, the end date stands.
 */
export async function cancelProlong(ctx: Context, call: ServiceCall): Promise<void> {
  ctx.log.info(`service ${call.item}: renewal cancelled; it runs until the date it is paid for`);
}
