import { type FaultType, toFault } from '../../base/fault.ts';
import type { ModuleName } from '../../base/names.ts';
import type { Context, ServiceCall } from './context.ts';
import type { ServiceHandler } from './run-operation.ts';
import { unfinished } from './unfinished.ts';

interface FailoverPolicy {
  /** The executable of the processing modules among which may be changed. */
  readonly program: ModuleName;
  /** Faults of one processing module that another module of the tariff may not have. */
  readonly retryableElsewhere: ReadonlySet<FaultType>;
}

/**
 * A tariff has a handful of modules; more turns would mean that BILLmanager goes round in a circle.
 */
const MOST_MODULES = 10;

/**
 * Opens a service; when its module's vendor or panel fails and BILLmanager names another module of
 * the tariff, opens it there (docs/reference/processing-module.md, "The next module of the
 * tariff"). Never while an order may have been placed: that order is looked for first.
 */
export function withFailover(open: ServiceHandler, policy: FailoverPolicy): ServiceHandler {
  return async (ctx, call) => {
    const tried = new Set<string>();
    for (let turn = 1; ; turn++) {
      try {
        return await open(ctx, call);
      } catch (error) {
        const fault = toFault(error);
        if (
          !policy.retryableElsewhere.has(fault.type) ||
          turn >= MOST_MODULES ||
          (await isCommitted(ctx, call))
        )
          throw error;
        const module = await ctx.billmanager.nextModule(call.item);
        if (module === null || tried.has(module)) throw error;
        tried.add(module);
        const { module: program } = await ctx.billmanager.module(module);
        if (program !== '' && program !== policy.program) throw error;
        ctx.log.warning(
          `service ${call.item}: ${fault.message} Trying processing module ${module}.`,
        );
      }
    }
  };
}

/** A license was bought, or an order may have been placed. */
async function isCommitted(ctx: Context, call: ServiceCall): Promise<boolean> {
  if ((await ctx.journal.licenseOf(call.item)) !== null) return true;
  for (const { id } of await unfinished(ctx, call.item))
    if ((await ctx.journal.steps(id)).length > 0) return true;
  return false;
}
