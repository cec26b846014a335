import { type FaultType, toFault } from '../../base/fault.ts';
import { open } from '../licenses/open.ts';
import type { Context, ServiceCall } from './context.ts';

/** How services of one program are opened. */
export interface FailoverPolicy {
  open(ctx: Context, call: ServiceCall): Promise<void>;
  /** The executable of the processing modules among which may be changed. */
  readonly program: string;
  /** Faults of one processing module's vendor that another module of the tariff may not have. */
  readonly retryableElsewhere: ReadonlySet<FaultType>;
}

const LICENSES: FailoverPolicy = {
  open,
  program: 'pmcpbillmgr',
  retryableElsewhere: new Set([
    'upstream_unreachable',
    'upstream_certificate',
    'upstream_auth',
    'upstream_access',
    'upstream_money',
    'balance_low',
    'price_above_max',
    'module_setting_missing',
  ]),
};

/**
 * A tariff has a handful of modules; more turns would mean that BILLmanager goes round in a circle.
 */
const MOST_MODULES = 10;

/**
 * Opens a service; when its module's vendor fails and BILLmanager names another module of the
 * tariff, opens it there (processing-module.md, "Errors"). Never while an order may have been
 * placed: that order is looked for first.
 */
export async function openWithAnyModule(ctx: Context, call: ServiceCall): Promise<void> {
  await openOnAnyModule(ctx, call, LICENSES);
}

/** The same for services of any of our programs. */
export async function openOnAnyModule(
  ctx: Context,
  call: ServiceCall,
  way: FailoverPolicy,
): Promise<void> {
  const tried = new Set<string>();
  for (let turn = 1; ; turn++) {
    try {
      return await way.open(ctx, call);
    } catch (error) {
      const fault = toFault(error);
      if (
        !way.retryableElsewhere.has(fault.type) ||
        turn >= MOST_MODULES ||
        (await isCommitted(ctx, call))
      )
        throw error;
      const module = await ctx.billmanager.nextModule(call.item);
      if (module === null || tried.has(module)) throw error;
      tried.add(module);
      const { module: program } = await ctx.billmanager.module(module);
      if (program !== '' && program !== way.program) throw error;
      ctx.log.warning(`service ${call.item}: ${fault.message} Trying processing module ${module}.`);
    }
  }
}

/** A license was bought, or an order may have been placed. */
async function isCommitted(ctx: Context, call: ServiceCall): Promise<boolean> {
  const journal = await ctx.journal();
  if ((await journal.licenseOf(call.item)) !== null) return true;
  const unfinished = await journal.operations({ item: call.item, states: ['open', 'waiting'] });
  for (const operation of unfinished) {
    if ((await journal.steps(operation.id)).length > 0) return true;
  }
  return false;
}
