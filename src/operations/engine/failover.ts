import { type Fault, type FaultType, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { ModuleName } from '../../base/names.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import type { Context, ServiceCall } from './context.ts';
import type { ServiceHandler } from './run-operation.ts';
import { withService } from './service-lock.ts';
import { unfinished } from './unfinished.ts';

interface FailoverPolicy {
  /** The executable of the processing modules that may take over from each other. */
  readonly program: ModuleName;
  /** Faults of one processing module that another module of the tariff may not have. */
  readonly retryableElsewhere: ReadonlySet<FaultType>;
  /** Does the service itself name what was bought for it? */
  isServed?(service: Service): boolean;
}

/**
 * Opens a service; when its module's vendor or panel fails and BILLmanager has another module of
 * the tariff, opens it there (docs/reference/processing-module.md, "The next module of the
 * tariff"). Never while an order may have been placed: that order is looked for first. Ends where
 * BILLmanager has no further module, where the module stays the same, or one comes again.
 */
export function withFailover(open: ServiceHandler, policy: FailoverPolicy): ServiceHandler {
  return async (ctx, call) => {
    const tried = new Set<string>();
    for (;;) {
      try {
        return await open(ctx, { ...call, actsUpon: refusal => mayMoveOn(ctx, refusal, policy) });
      } catch (error) {
        const fault = toFault(error);
        if (!policy.retryableElsewhere.has(fault.type)) throw error;
        const next = await withService(ctx, call.item, () =>
          moveOn(ctx, call, fault, policy, tried),
        );
        if (next === null || tried.has(next)) throw error;
        const { module: program } = await ctx.billmanager.module(next);
        if (program !== '' && program !== policy.program) throw error;
        ctx.log.warning(`service ${call.item}: ${fault.message} Trying processing module ${next}.`);
      }
    }
  };
}

/**
 * A refusal may come after the order was carried out: this must be ruled out before the service is
 * moved. With only one module there is nowhere to move to.
 */
async function mayMoveOn(ctx: Context, refusal: FaultType, policy: FailoverPolicy) {
  if (!policy.retryableElsewhere.has(refusal)) return false;
  const modules = await ctx.billmanager.modules();
  return modules.filter(({ module }) => module === policy.program).length > 1;
}

/**
 * Lets BILLmanager move the service to the tariff's next processing module. The form of its answer
 * is not known, so the service is read again to learn which that is. null: the service stays where
 * it is. The caller holds the service's lock, so that no order of another process comes in between.
 */
async function moveOn(
  ctx: Context,
  call: ServiceCall,
  fault: Fault,
  policy: FailoverPolicy,
  tried: Set<string>,
): Promise<string | null> {
  const { billmanager } = ctx;
  const { item, itemtype } = call;
  const service = await billmanager.service(item, itemtype ?? undefined);
  if (service === null || policy.isServed?.(service) || (await isCommitted(ctx, call))) return null;
  const { processingmodule: from } = service;
  tried.add(from);
  try {
    await billmanager.nextModule(item);
  } catch (error) {
    const refusal = toFault(error);
    if (refusal.type !== 'billing_refused' || refusal.kind !== 'final') throw error;
    ctx.log.info(`service ${item}: the tariff has no further module: ${refusal.message}`);
    return null;
  }
  const to = (await billmanager.service(item, service.itemtype))?.processingmodule ?? '';
  if (to === '' || to === from) return null;
  await tellOfChange(ctx, service, fault);
  return to;
}

/**
 * A license was bought, or an order may have been placed: by this operation, by another one of the
 * service, or by an attempt of which this state file knows nothing because it is a new one. Faults
 * that may stand for an order under way leave a step behind that is noted and not settled.
 */
async function isCommitted(ctx: Context, call: ServiceCall): Promise<boolean> {
  const { item, runningOperation } = call;
  if ((await ctx.journal.licenseOf(item)) !== null) return true;
  for (const { id } of await unfinished(ctx, item))
    if ((await ctx.journal.steps(id)).length > 0) return true;
  if (runningOperation === null) return false;
  const awaited = await ctx.billmanager.runningOperation(runningOperation);
  // BILLmanager no longer wants it opened
  if (awaited === null) return true;
  const isNew = (await ctx.journal.operations({ item, limit: 1 })).length === 0;
  // a count may begin with this attempt as 0 or as 1
  return isNew && awaited.trycount > 1;
}

/** Reported as ISPsystem's base class does; a failure of this does not stop the opening. */
async function tellOfChange(ctx: Context, service: Service, fault: Fault): Promise<void> {
  const { id, name, processingmodule: module } = service;
  try {
    await ctx.billmanager.registerProblem({
      name: 'processingmodule_getnextmodule',
      module,
      moduleName: (await ctx.billmanager.module(module)).name,
      message: fault.message,
      params: { item_name: name, iid: id },
    });
  } catch (error) {
    if (isMaintenance(error)) throw error;
    ctx.log.warning(`service ${id}: BILLmanager could not be told: ${toFault(error).message}`);
  }
}
