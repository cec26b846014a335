import { type El, el, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { isDay } from '../store/time.ts';
import { ITEM_STATUS, requireItem, requireNumber, setParam } from './items.ts';
import { storedType } from './itemtypes.ts';
import { requireSaved } from './posts.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/**
 * Params of `processing.import.service` that are about the service itself; every other one is saved
 * on it.
 */
const OWN: ReadonlySet<string> = new Set([
  'module',
  'status',
  'period',
  'expiredate',
  'import_itemtype_intname',
  'import_pricelist_intname',
  'import_service_name',
  'sok',
]);

/**
 * `processing.import.service`: a service of nobody's yet; answers `service_id`. Nothing tells it a
 * twin: a second call makes a second service.
 */
export function importService(world: BillingWorld, call: BillingCall): El {
  requireSaved(call);
  const module = requireNumber(call, 'module');
  if (!world.store.get('SELECT 1 FROM processingmodule WHERE id = ?', module)) {
    throw new PanelError('missed', 'module', String(module));
  }
  const expiredate = call.params.get('expiredate') ?? '';
  if (expiredate !== '' && !isDay(expiredate))
    throw new PanelError('value', 'expiredate', expiredate);
  const { itemtype, tariff } = importedKind(world, call);
  const id = world.store.insert('item', {
    itemtype,
    pricelist: tariff,
    period: call.params.has('period') ? requireNumber(call, 'period') : 1,
    status: call.params.has('status') ? requireNumber(call, 'status') : ITEM_STATUS.active,
    expiredate: expiredate === '' ? null : expiredate,
    createdate: world.clock.today(),
    opendate: world.clock.today(),
    processingmodule: module,
    name: call.params.get('import_service_name') ?? '',
  });
  for (const [name, value] of call.params)
    if (!OWN.has(name) && value !== '') setParam(world, id, name, value);
  return okDoc([el('service_id', id)]);
}

/**
 * Product type and tariff of what is imported. Two of four public sources name no product type: the
 * tariff's counts then. A tariff that is not there is left to the assignment.
 */
function importedKind(
  world: BillingWorld,
  call: BillingCall,
): { readonly itemtype: string; readonly tariff: number | null } {
  const named = call.params.get('import_itemtype_intname') ?? '';
  const stored = storedType(world, named);
  if (named !== '' && stored === undefined)
    throw new PanelError('missed', 'import_itemtype_intname', named);
  const intname = call.params.get('import_pricelist_intname') ?? '';
  const tariff = world.store.get<{ id: number; itemtype: string }>(
    `SELECT id, itemtype FROM pricelist WHERE intname = ? AND parent IS NULL
     AND (? IS NULL OR itemtype = ?) ORDER BY id LIMIT 1`,
    intname,
    stored ?? null,
    stored ?? null,
  );
  const itemtype = stored ?? tariff?.itemtype;
  if (itemtype === undefined) throw new PanelError('missed', 'import_pricelist_intname', intname);
  return { itemtype, tariff: tariff?.id ?? null };
}

/**
 * `processing.import.assign elid=ID account=A pricelist_ID=P sok=ok`: gives an imported service to
 * a client.
 */
export function assignImport(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  requireSaved(call);
  const account = requireNumber(call, 'account');
  if (!world.store.get('SELECT 1 FROM account WHERE id = ?', account)) {
    throw new PanelError('missed', 'account', String(account));
  }
  const pricelist = requireNumber(call, `pricelist_${item.id}`);
  if (
    !world.store.get(
      'SELECT 1 FROM pricelist WHERE id = ? AND itemtype = ?',
      pricelist,
      item.itemtype,
    )
  ) {
    throw new PanelError('missed', `pricelist_${item.id}`, String(pricelist));
  }
  world.store.update('item', item.id, { account, pricelist });
  return okDoc();
}
