import { type Fault, toFault } from '../../src/base/fault.ts';
import { notifyFault } from '../../src/entrypoints/module/notify-fault.ts';
import { Request } from '../../src/entrypoints/module/request.ts';
import type { Context, ServiceCall } from '../../src/operations/engine/context.ts';
import type { ServiceHandler } from '../../src/operations/engine/run-operation.ts';

/** BILLmanager starts an operation; a fault is told as the entrypoint tells it, and returned. */
export async function start(
  ctx: Context,
  command: string,
  handler: ServiceHandler,
  call: ServiceCall,
): Promise<Fault | null> {
  try {
    await handler(ctx, call);
    return null;
  } catch (error) {
    const fault = toFault(error);
    const options = { command, item: call.item, runningoperation: call.runningOperation ?? '' };
    const request = new Request({ command, options, words: [], unknown: [] }, 'en');
    await notifyFault(ctx.billmanager, ctx.log, request, fault);
    return fault;
  }
}
