import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { periodEnd, plusMonths } from '../store/time.ts';
import { formAnswer } from './answers.ts';
import { charge, requireMoney } from './money.ts';
import {
  type AddonAmount,
  addonParams,
  requireFreeAddress,
  requireIp,
  requireParam,
  requirePeriod,
  requireTariff,
  saves,
  type Tariff,
} from './params.ts';
import { requirePrice } from './pricing.ts';
import { newKey, nextChange, setAddon, setIncludedAddons } from './services.ts';
import { type SoldType, STATUS } from './types.ts';
import { type UpstreamCall, type UpstreamWorld, variant } from './world.ts';

export interface OrderWish {
  readonly type: SoldType;
  readonly tariff: Tariff;
  readonly period: number;
  readonly ip: string;
  readonly licname: string;
  readonly comment: string;
  readonly remoteid: string;
  readonly project: string;
  readonly parent: number | null;
  readonly autoprolong: string;
  readonly addons: readonly AddonAmount[];
}

/** `TYPE.order.param` (docs/reference/vendor-api.md, "License functions"). */
export function orderParam(world: UpstreamWorld, call: UpstreamCall, type: SoldType): El {
  if (!saves(call))
    return doc(
      fields({ pricelist: call.params.get('pricelist'), period: call.params.get('period') }),
    );
  const wish = orderWish(world, call, type);
  const cost = requirePrice(world, wish.tariff, wish.period, wish.addons);
  if (call.params.get('skipbasket') !== 'on') return basket(world, wish, cost);
  const id = placeOrder(world, wish, cost);
  const name = variant(world, 'order_answer', call, 'id', 'item.id');
  return formAnswer(world, call, [el(name, id)]);
}

function orderWish(world: UpstreamWorld, call: UpstreamCall, type: SoldType): OrderWish {
  const tariff = requireTariff(world, call, type.itemtype);
  const period = requirePeriod(call);
  requirePrice(world, tariff, period, []);
  const ip = type.address ? requireIp(requireParam(call, 'ip')) : '';
  if (type.address) requireFreeAddress(world, tariff.family, ip);
  const parent = type.item ? moduleParent(world, call, tariff) : null;
  return {
    type,
    tariff,
    period,
    ip,
    parent,
    licname: type.name === 'licname' ? (call.params.get('licname') ?? '') : '',
    comment: type.name === 'comment' ? (call.params.get('comment') ?? '') : '',
    remoteid: call.params.get('remoteid') ?? '',
    project: project(world, call),
    autoprolong: autoprolong(call),
    addons: type.addons ? addonParams(world, call, tariff.id) : noAddons(call),
  };
}

/** The provider; only an account with several needs it (setting `project_required`). */
function project(world: UpstreamWorld, call: UpstreamCall): string {
  const text = call.params.get('project') ?? '';
  if (text === '' && world.settings.get('project_required') === 'on')
    throw new PanelError('missed', 'project');
  if (!/^\d{0,9}$/.test(text)) throw new PanelError('value', 'project', text);
  return text;
}

function autoprolong(call: UpstreamCall): string {
  const text = call.params.get('autoprolong') ?? 'null';
  if (!/^(?:null|\d{1,3})$/.test(text)) throw new PanelError('value', 'autoprolong', text);
  return text;
}

function noAddons(call: UpstreamCall): readonly AddonAmount[] {
  for (const [name, value] of call.params)
    if (/^addon_/.test(name)) throw new PanelError('missed', name, value);
  return [];
}

/** The license a module is for; one of a kind each. */
export function moduleParent(
  world: UpstreamWorld,
  call: UpstreamCall,
  tariff: Tariff,
  except = 0,
): number {
  const item = requireParam(call, 'item');
  const found =
    /^\d{1,15}$/.test(item) &&
    world.store.get<{ id: number }>(
      "SELECT id FROM services WHERE id = ? AND itemtype = 'soft' AND status != 4",
      Number(item),
    );
  if (!found) throw new PanelError('missed', 'item', item);
  const same = world.store.get(
    `SELECT 1 FROM services JOIN pricelists ON pricelists.id = services.pricelist
     WHERE services.parent = ? AND pricelists.family = ? AND services.status != 4
     AND services.id != ?`,
    found.id,
    tariff.family,
    except,
  );
  if (same) throw new PanelError('exists', 'item', item);
  return found.id;
}

/**
 * Charges and makes the service; the vendor prepares it at once or takes its time (settings
 * activation_...).
 */
export function placeOrder(world: UpstreamWorld, wish: OrderWish, cost: number): number {
  requireMoney(world, cost);
  const today = world.clock.today();
  const now = world.clock.now().getTime();
  const wait = world.settings.number('activation_seconds') * 1000;
  const reads = world.settings.number('activation_reads');
  const ready = wait === 0 && reads === 0;
  const expiredate = periodEnd(today, wish.period, world.settings.number('trial_days'));
  const id = addService(world, wish, {
    cost,
    expiredate,
    status: ready ? STATUS.active : STATUS.ordered,
    hasKey: ready && wish.type.key,
    process_at: now + Math.floor(wait / 2),
    ready_at: now + wait,
    reads_left: reads,
    reads_process: Math.floor(reads / 2),
  });
  const { remoteid, period } = wish;
  charge(world, {
    what: 'order',
    service: id,
    amount: cost,
    remoteid,
    pricelist: wish.tariff.id,
    period,
    expiredate,
  });
  return id;
}

interface FirstState {
  readonly cost: number;
  readonly expiredate: string | null;
  readonly status: number;
  readonly hasKey: boolean;
  readonly process_at: number | null;
  readonly ready_at: number | null;
  readonly reads_left: number;
  readonly reads_process: number;
}

export function addService(
  world: UpstreamWorld,
  wish: OrderWish,
  { hasKey, ...state }: FirstState,
): number {
  const today = world.clock.today();
  const { period, ip, licname, comment, remoteid, project, parent, autoprolong } = wish;
  const id = world.store.insert('services', {
    itemtype: wish.type.itemtype,
    pricelist: wish.tariff.id,
    createdate: today,
    update_expiredate: wish.type.itemtype === 'soft' ? plusMonths(today, 12) : null,
    changed: nextChange(world),
    ...{ period, ip, licname, comment, remoteid, project, parent, autoprolong },
    shown_at: shownAt(world),
    ...state,
  });
  if (hasKey) world.store.update('services', id, { lickey: newKey(id) });
  setIncludedAddons(world, id, wish.tariff.id);
  for (const { addon, count } of wish.addons) setAddon(world, id, addon.id, count);
  return id;
}

/** null: at once. */
function shownAt({ settings, clock }: UpstreamWorld): number | null {
  const wait = settings.get('order_shown');
  if (wait === 'at_once') return null;
  return wait === 'never' ? Number.MAX_SAFE_INTEGER : clock.now().getTime() + Number(wait) * 1000;
}

/**
 * Without skipbasket=on nothing is charged: the service stays ordered until somebody pays the
 * basket.
 */
function basket(world: UpstreamWorld, wish: OrderWish, cost: number): El {
  addService(world, wish, {
    cost,
    expiredate: null,
    status: STATUS.ordered,
    hasKey: false,
    process_at: null,
    ready_at: null,
    reads_left: 0,
    reads_process: 0,
  });
  return okDoc([el('basket', 'on')]);
}
