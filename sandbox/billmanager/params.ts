import { type El, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { dropParam, requireItem, requireText, setParam } from './items.ts';
import { requireSaved } from './posts.ts';
import type { BillingCall, BillingWorld } from './world.ts';

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * `service.saveparam elid= name= value= [crypted=on or off] sok=ok`; without a value the param is
 * dropped.
 */
export function saveParam(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  requireSaved(call);
  const name = requireText(call, 'name');
  if (!NAME.test(name)) throw new PanelError('value', 'name', name);
  const value = call.params.get('value') ?? '';
  if (value === '') dropParam(world, item.id, name);
  else setParam(world, item.id, name, value, call.params.get('crypted') === 'on');
  return okDoc();
}

/** `service.dropparam elid= name= sok=ok` */
export function dropItemParam(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  requireSaved(call);
  dropParam(world, item.id, requireText(call, 'name'));
  return okDoc();
}
