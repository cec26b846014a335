import { LICENSES_MODULE } from '../../base/names.ts';
import type { Period } from '../../base/period.ts';
import { isItemtype, PRODUCT_TYPES } from '../../vendor/product-types.ts';
import { onlyModule } from '../engine/called-service.ts';
import type { Context } from '../engine/context.ts';
import { planForTariff } from '../licenses/license/plan.ts';

/** A value that a client gives on the order form, and what the form knows of the service so far. */
export interface ParamCheck {
  readonly item: string;
  readonly module: string;
  readonly pricelist: string;
  readonly period: Period | null;
  readonly param: string;
  readonly value: string;
}

/**
 * May the client give this value? Asked before money moves: an address that the vendor would refuse
 * is told on the order form. Faults: address_refused; preset_unknown and period_unsold for a tariff
 * that could not be ordered anyway. An address is not checked where it is not known with which of
 * several modules' accounts: the order asks again.
 */
export async function checkParam(ctx: Context, check: ParamCheck): Promise<void> {
  if (check.param !== 'ip') return;
  const known = check.pricelist === '' ? await ctx.billmanager.service(check.item) : null;
  const pricelist = known?.pricelist ?? check.pricelist;
  if (pricelist === '') return;
  const tariff = await ctx.billmanager.tariff(pricelist);
  const itemtype = isItemtype(tariff.itemtype) ? tariff.itemtype : 'soft';
  if (!PRODUCT_TYPES[itemtype].checkip) return;
  const plan = planForTariff(ctx, tariff, check.period ?? known?.period ?? 1);
  const told = check.module || (known?.processingmodule ?? '');
  const module = told === '' ? await onlyModule(ctx, LICENSES_MODULE) : told;
  if (module === null) {
    ctx.log.warning(`${check.value} is not checked: the order form names no processing module`);
    return;
  }
  const { vendor } = await ctx.vendor(await ctx.billmanager.module(module));
  await vendor.checkAddress({
    itemtype,
    pricelist: plan.pricelist,
    period: plan.period,
    ip: check.value,
  });
}
