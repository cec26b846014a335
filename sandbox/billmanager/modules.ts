import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireItem, requireNumber, requireText } from './items.ts';
import { listAnswer } from './lists.ts';
import { requireSaved } from './posts.ts';
import type { BillingCall, BillingWorld } from './world.ts';

export interface Module {
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly config: string;
  readonly balance: string;
  readonly currency: string;
  readonly notify_time: string;
}

function requireModule(world: BillingWorld, id: number, object = 'elid'): Module {
  const found = world.store.get<Module>('SELECT * FROM processingmodule WHERE id = ?', id);
  if (!found) throw new PanelError('missed', object, String(id));
  return found;
}

/** `processing.edit elid=MODULE`: the settings, the password in clear. */
export function moduleForm(world: BillingWorld, call: BillingCall): El {
  const { id, name, module } = requireModule(world, requireNumber(call, 'elid'));
  const params = world.store.all<{ intname: string; value: string }>(
    'SELECT intname, value FROM processingparam WHERE processingmodule = ? ORDER BY intname',
    id,
  );
  return doc([
    ...fields({ elid: id, id, name, module }),
    ...params.map(each => el(each.intname, each.value)),
  ]);
}

/**
 * `processing`: the list, with the columns of docs/reference/billmanager.md, "Lists of the panel";
 * connection settings do not stand in it.
 */
export function moduleList(world: BillingWorld, call: BillingCall): El {
  const source = {
    columns: '*',
    from: 'processingmodule',
    order: 'processingmodule.id',
    filters: { id: 'id', name: 'name', module: 'module' },
  };
  return listAnswer<Module>(world, call, source, ({ id, name, module, balance, currency }) =>
    fields({
      ...{ id, name, module, datacenter_name: '', pusage: '' },
      ...{ balance_info: `${balance} ${currency}`.trim(), orderpriority: id, status: '' },
    }),
  );
}

/** `processing.setconfig elid=MODULE config=XML` */
export function setConfig(world: BillingWorld, call: BillingCall): El {
  const { id } = requireModule(world, requireNumber(call, 'elid'));
  const config = requireText(call, 'config');
  if (!/^\s*</.test(config)) throw new PanelError('value', 'config', 'no XML');
  world.store.update('processingmodule', id, { config });
  return okDoc();
}

/** `processing.savebalance processingmodule= balance= currency= notify_time= sok=ok` */
export function saveBalance(world: BillingWorld, call: BillingCall): El {
  const { id } = requireModule(world, requireNumber(call, 'processingmodule'), 'processingmodule');
  requireSaved(call);
  const balance = requireText(call, 'balance');
  if (!/^-?\d+(?:\.\d+)?$/.test(balance)) throw new PanelError('value', 'balance', balance);
  const currency = requireText(call, 'currency');
  world.store.update('processingmodule', id, {
    balance,
    currency,
    notify_time: call.params.get('notify_time') ?? '',
  });
  return okDoc();
}

/**
 * `service.getnextmodule elid=ITEM`: the service goes to the tariff's next module. The reference
 * does not tell the answer's document (setting `next_module_answer`).
 */
export function nextModule(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  const next = world.store.get<{ id: number }>(
    `SELECT processingmodule AS id FROM pricelist2processingmodule WHERE pricelist = ?
     AND orderby > coalesce((SELECT orderby FROM pricelist2processingmodule
       WHERE pricelist = ? AND processingmodule = ?), 0)
     ORDER BY orderby LIMIT 1`,
    item.pricelist,
    item.pricelist,
    item.processingmodule,
  );
  if (!next) throw new PanelError('no_suitable_module', 'processingmodule');
  world.store.update('item', item.id, { processingmodule: next.id });
  const silent = world.settings.get('next_module_answer') === 'silent';
  return okDoc(silent ? [] : [el('processingmodule', next.id)]);
}
