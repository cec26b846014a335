import { doc, type El, el, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { plusDays } from '../store/time.ts';
import { formAnswer } from './answers.ts';
import { charge, requireMoney } from './money.ts';
import { moduleParent } from './order.ts';
import {
  type AddonAmount,
  addonParams,
  requireFreeAddress,
  requireIp,
  saves,
  tariff,
} from './params.ts';
import { addonPrice, boughtAddons, proRata } from './pricing.ts';
import {
  addonsOf,
  changeService,
  countLook,
  lockDate,
  lockedDays,
  newKey,
  requireService,
  type ServiceChange,
  type SoldService,
  setAddon,
} from './services.ts';
import { type SoldType, STATUS } from './types.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

/**
 * `TYPE.edit`: reads one service, saves its fields, or makes a new key
 * (docs/reference/vendor-api.md, "License functions").
 */
export function editService(world: UpstreamWorld, call: UpstreamCall, type: SoldType): El {
  const service = requireService(world, call.params.get('elid'), type.itemtype);
  if (!saves(call)) {
    countLook(world, service);
    return doc(serviceForm(world, service, type));
  }
  if (call.params.get('clicked_button') === 'newkey') return remakeKey(world, call, service, type);
  requireUsable(service);
  const change = {
    ...addressChange(world, call, service, type),
    ...plainChange(world, call, service, type),
  };
  if (type.addons) changeAddons(world, call, service);
  if (Object.keys(change).length > 0) changeService(world, service.id, change);
  return formAnswer(world, call, [el('id', service.id)]);
}

/**
 * The fields that the reference lists for the read, and what the type adds: one production client
 * reads the id as `id`, another as `elid`; one reads how many web domains the panel has.
 */
function serviceForm(world: UpstreamWorld, service: SoldService, type: SoldType): readonly El[] {
  const sold = tariff(world, service.pricelist);
  return [
    ...fields({
      elid: service.id,
      id: service.id,
      name: sold?.name,
      licname: type.name === 'licname' ? service.licname : undefined,
      comment: type.name === 'comment' ? service.comment : undefined,
      ip: type.address ? service.ip : undefined,
      item: type.item ? service.parent : undefined,
      lickey: type.key ? service.lickey : undefined,
      status: service.status,
      pricelist: service.pricelist,
      pricelist_name: sold?.name,
      period: service.period,
      expiredate: service.expiredate,
      createdate: service.createdate,
      autoprolong: service.autoprolong,
      ip_change_date: type.address ? lockDate(world, service.ip_changed) : undefined,
      lickey_change_date: type.key ? lockDate(world, service.lickey_changed) : undefined,
      update_expiredate: service.update_expiredate ?? undefined,
      remoteid: service.remoteid,
      webdomains: type.itemtype === 'soft' ? 0 : undefined,
    }),
    ...addonsOf(world, service.id).map(each => el(`addon_${each.addon}`, each.count)),
  ];
}

function remakeKey(
  world: UpstreamWorld,
  call: UpstreamCall,
  service: SoldService,
  type: SoldType,
): El {
  requireUsable(service);
  if (!type.key) throw new PanelError('access', call.func);
  const days = lockedDays(world, service.lickey_changed);
  if (days > 0) throw locked(world, 'lickey', days);
  const lickey = newKey(service.id);
  changeService(world, service.id, { lickey, lickey_changed: world.clock.today() });
  return formAnswer(world, call, [el('lickey', lickey)]);
}

function requireUsable(service: SoldService): void {
  const usable: readonly number[] = [STATUS.active, STATUS.suspended];
  if (!usable.includes(service.status))
    throw new PanelError('status', 'item', String(service.id), NOT_READY);
}

const NOT_READY = 'The service __value__ is still being processed';

function addressChange(
  world: UpstreamWorld,
  call: UpstreamCall,
  service: SoldService,
  type: SoldType,
): ServiceChange {
  const ip = call.params.get('ip')?.trim();
  if (!type.address || ip === undefined || ip === service.ip) return {};
  requireIp(ip);
  const days = lockedDays(world, service.ip_changed);
  if (days > 0) throw locked(world, 'ip', days);
  requireFreeAddress(world, tariff(world, service.pricelist)?.family ?? '', ip, service.id);
  return { ip, ip_changed: world.clock.today() };
}

function locked(world: UpstreamWorld, object: string, days: number): PanelError {
  const date = plusDays(world.clock.today(), days);
  return new PanelError(
    'limit',
    object,
    date,
    `The ${object} may be changed once in a month, next time on ${date}`,
  );
}

function plainChange(
  world: UpstreamWorld,
  call: UpstreamCall,
  service: SoldService,
  type: SoldType,
): ServiceChange {
  const { params } = call;
  const sold = tariff(world, service.pricelist);
  const name = type.name === null ? undefined : params.get(type.name);
  const remoteid = params.get('remoteid');
  const autoprolong = params.get('autoprolong');
  return {
    ...(type.name !== null && name !== undefined ? { [type.name]: name } : {}),
    ...(remoteid === undefined ? {} : { remoteid }),
    ...(autoprolong === undefined ? {} : { autoprolong }),
    ...(type.item && sold && params.has('item')
      ? { parent: moduleParent(world, call, sold, service.id) }
      : {}),
  };
}

/** More of an addon is paid for the time that is left; less gives nothing back. */
function changeAddons(world: UpstreamWorld, call: UpstreamCall, service: SoldService): void {
  const wanted = addonParams(world, call, service.pricelist);
  const before = new Map(boughtAddons(world, service).map(each => [each.addon.id, each]));
  const more = wanted.reduce(
    (sum, each) => sum + risen(world, service, each, before.get(each.addon.id)),
    0,
  );
  const amount = proRata(world, service, more, service.period);
  requireMoney(world, amount);
  for (const { addon, count } of wanted) setAddon(world, service.id, addon.id, count);
  if (wanted.length > 0) changeService(world, service.id, {});
  if (amount === 0) return;
  const { id, remoteid, pricelist, period, expiredate } = service;
  charge(world, { what: 'addon', service: id, amount, remoteid, pricelist, period, expiredate });
}

function risen(
  world: UpstreamWorld,
  service: SoldService,
  now: AddonAmount,
  before: AddonAmount | undefined,
): number {
  const paid = before === undefined ? 0 : addonPrice(world, before, service.period);
  return Math.max(addonPrice(world, now, service.period) - paid, 0);
}
