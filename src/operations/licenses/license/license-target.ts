import { Fault } from '../../../base/fault.ts';
import { LICENSES_MODULE } from '../../../base/names.ts';
import type { Service } from '../../../billmanager/billmanager.ts';
import { isItemtype, PRODUCT_TYPES, type ProductType } from '../../../vendor/product-types.ts';
import type { Itemtype } from '../../../vendor/vendor.ts';
import { calledService } from '../../engine/called-service.ts';
import type { Context, ServiceCall, Target, VendorConnection } from '../../engine/context.ts';
import type { Run } from '../../engine/run.ts';
import { lookForPutBack } from '../../installation/module-copy.ts';
import { ownMark } from '../../installation/own-mark.ts';

/**
 * What an operation is about: the service, and the vendor that its processing module buys from.
 */
export interface LicenseTarget extends Target, VendorConnection {
  readonly itemtype: Itemtype;
  readonly type: ProductType;
  /** This installation's, in front of every remoteid of ours. */
  readonly mark: string;
}

export type LicenseRun = Run<LicenseTarget>;

/**
 * Reads the service and connects to the vendor of its processing module. Faults: service_missing,
 * fact_missing, not_sold_here, module_setting_missing.
 */
export async function targetOf(ctx: Context, call: ServiceCall): Promise<LicenseTarget> {
  return targetOfService(ctx, await readService(ctx, call));
}

/** Faults service_missing, fact_missing. */
export async function readService(ctx: Context, call: ServiceCall): Promise<Service> {
  const known = call.itemtype ?? (await ctx.journal.licenseOf(call.item))?.itemtype;
  return calledService(ctx, call, { program: LICENSES_MODULE, hint: known });
}

/** Faults: not_sold_here, module_setting_missing, those of the installation's mark. */
export async function targetOfService(ctx: Context, service: Service): Promise<LicenseTarget> {
  const login = await ctx.billmanager.module(service.processingmodule);
  await lookForPutBack(ctx, login);
  return targetWith(service, await ctx.vendor(login), await ownMark(ctx));
}

/**
 * The target for a service that has been read and a vendor that is connected. Fault not_sold_here
 * for other product types.
 */
export function targetWith(
  service: Service,
  { vendor, account }: VendorConnection,
  mark: string,
): LicenseTarget {
  if (!isItemtype(service.itemtype)) {
    throw new Fault('not_sold_here', { object: service.itemtype, value: service.id });
  }
  return {
    item: service.id,
    service,
    itemtype: service.itemtype,
    type: PRODUCT_TYPES[service.itemtype],
    module: service.processingmodule,
    vendor,
    account,
    mark,
  };
}
