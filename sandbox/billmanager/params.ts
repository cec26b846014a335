import { type El, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { dropParam, requireItem, requireText, setParam } from './items.ts';
import { requireSaved } from './posts.ts';
import type { BillingCall, BillingWorld } from './world.ts';

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
/** What stands beside the parameters in `NAME=VALUE`. */
const CALL_FIELDS: ReadonlySet<string> = new Set(['elid', 'sok', 'crypted']);

/**
 * `service.saveparam elid=`, with or without `sok`, in either public spelling
 * (docs/reference/processing-module.md, "Service parameters"): `name= value=`, which without a
 * value drops the parameter, or `NAME=VALUE ...`; `crypted=on` keeps it encrypted. A spelling that
 * the setting `saveparam_form` does not have is answered as if it had been understood.
 */
export function saveParam(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  const spelling = call.params.has('name') ? 'name' : 'param';
  const known = world.settings.get('saveparam_form');
  if (known !== 'both' && known !== spelling) return okDoc();
  const isCrypted = call.params.get('crypted') === 'on';
  for (const [name, value] of spelling === 'name' ? [namedParam(call)] : plainParams(call)) {
    if (!NAME.test(name)) throw new PanelError('value', 'name', name);
    if (value === '') dropParam(world, item.id, name);
    else setParam(world, item.id, name, value, isCrypted);
  }
  return okDoc();
}

const namedParam = (call: BillingCall): readonly [string, string] => [
  requireText(call, 'name'),
  call.params.get('value') ?? '',
];

const plainParams = (call: BillingCall): readonly (readonly [string, string])[] =>
  [...call.params].filter(([name]) => !CALL_FIELDS.has(name));

/** `service.dropparam elid= name= sok=ok` */
export function dropItemParam(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  requireSaved(call);
  dropParam(world, item.id, requireText(call, 'name'));
  return okDoc();
}
