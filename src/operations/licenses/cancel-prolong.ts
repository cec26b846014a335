import type { Context, ServiceCall } from '../engine/context.ts';

/**
 * The client wants no further renewal. Licenses are bought without upstream's own renewal
 * (autoprolong=null) and checkevent renews only what is paid, so there is nothing to undo: the end
 * date stands.
 */
export async function cancelProlong(ctx: Context, call: ServiceCall): Promise<void> {
  ctx.log.info(
    `service ${call.item}: renewal cancelled; the license runs until the date it is paid for`,
  );
}
