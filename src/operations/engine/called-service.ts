import { Fault } from '../../base/fault.ts';
import type { ModuleName } from '../../base/names.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import type { Context, ServiceCall } from './context.ts';

/**
 * A fact of a service that BILLmanager does not tell: Fault fact_missing (passing), with the field,
 * the service, and where it was looked for.
 */
export const factMissing = ({ id, itemtype }: Pick<Service, 'id' | 'itemtype'>, field: string) =>
  new Fault('fact_missing', { object: field, value: `service ${id}, ${itemtype}.edit` });

/**
 * The service that a call is about. `hint`: the product type to ask for first. One that does not
 * tell its processing module has the one that the call names, else the only one that `program` has:
 * of several, any other's login would be the wrong account. Faults: service_missing, fact_missing.
 */
export async function calledService(
  ctx: Context,
  call: ServiceCall,
  { program, hint }: { readonly program: ModuleName; readonly hint: string | undefined },
): Promise<Service> {
  const service = await ctx.billmanager.service(call.item, hint);
  if (!service) throw new Fault('service_missing', { object: call.item });
  if (service.processingmodule !== '') return service;
  const processingmodule = call.module ?? (await onlyModule(ctx, program));
  if (processingmodule === null) throw factMissing(service, 'processingmodule');
  ctx.log.warning(
    `service ${call.item} does not tell its processing module; ${processingmodule} is taken for it`,
  );
  return { ...service, processingmodule };
}

/** The one processing module of a program; null where there is none, or more than one. */
export async function onlyModule(ctx: Context, program: ModuleName): Promise<string | null> {
  const [only, ...others] = (await ctx.billmanager.modules()).filter(
    ({ module }) => module === program,
  );
  return others.length > 0 ? null : (only?.id ?? null);
}
