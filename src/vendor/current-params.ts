import { Fault } from '../base/fault.ts';
import type { MgrDocument } from '../manager-api/document.ts';
import { badAnswer, isId, valuesOf } from './answer-fields.ts';
import { PRODUCT_TYPES } from './product-types.ts';
import type { Itemtype, LicenseChange, OrderRequest } from './vendor.ts';

type Params = Record<string, string | undefined>;

/**
 * Parameters of `TYPE.order.param`: charged at once (skipbasket), never renewed by the upstream
 * itself (autoprolong=null), marked with our id of the service (remoteid). The parameters that name
 * and bind the license depend on the product type. `project`: the provider to buy from; '' if the
 * account has only one. Throws address_missing, argument_missing (final) before any request.
 * Source: docs/reference/vendor-api.md, "License functions" and "Other resold products".
 */
export function orderParams(order: OrderRequest, project = ''): Params {
  const type = PRODUCT_TYPES[order.itemtype];
  if (type.address && order.ip.trim() === '') throw new Fault('address_missing');
  if (type.belongsToLicense && (order.parentItem ?? '') === '') {
    throw new Fault('argument_missing', { object: 'item', value: `${order.itemtype}.order.param` });
  }
  return {
    pricelist: order.pricelist,
    period: order.period,
    ip: type.address ? order.ip.trim() : undefined,
    ...nameParams(order.itemtype, order.licname),
    item: type.belongsToLicense ? order.parentItem : undefined,
    ...(type.addons ? addonParams(order.addons) : {}),
    remoteid: order.remoteid,
    project: project === '' ? undefined : project,
    autoprolong: 'null',
    skipbasket: 'on',
    clicked_button: 'finish',
  };
}

/**
 * Parameters of `TYPE.edit` for a change; null when the product type has none of the changed
 * fields.
 */
export function changeParams(itemtype: Itemtype, change: LicenseChange): Params | null {
  const type = PRODUCT_TYPES[itemtype];
  const params: Params = {
    ip: type.address ? change.ip : undefined,
    ...nameParams(itemtype, change.licname),
    item: type.belongsToLicense ? change.parentItem : undefined,
    remoteid: change.remoteid,
    ...(type.addons && change.addons ? addonParams(change.addons) : {}),
  };
  return Object.values(params).some(value => value !== undefined) ? params : null;
}

/**
 * The new service's id, as `id` or `item.id`, directly or one level deeper. Throws
 * upstream_answer_bad of kind `unknown` when there is none, or two different ones: the order may
 * have been placed and must be looked for by its remoteid.
 */
export function orderedId(document: MgrDocument, func: string): string {
  const ids = [...new Set(valuesOf(document, ['id', 'item.id']))];
  const id = ids[0];
  if (id === undefined) throw badAnswer(func, 'no id of the new service', 'unknown');
  if (ids.length > 1)
    throw badAnswer(func, `several ids: ${ids.slice(0, 3).join(', ').slice(0, 80)}`, 'unknown');
  if (!isId(id)) throw badAnswer(func, `an id that is none: ${id.slice(0, 40)}`, 'unknown');
  return id;
}

function nameParams(itemtype: Itemtype, name: string | undefined): Params {
  const param = PRODUCT_TYPES[itemtype].nameParam;
  return param === '' || name === undefined ? {} : { [param]: name };
}

function addonParams(addons: ReadonlyMap<string, number>): Params {
  return Object.fromEntries([...addons].map(([id, amount]) => [`addon_${id}`, String(amount)]));
}
