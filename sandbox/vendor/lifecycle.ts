import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { periodEnd } from '../store/time.ts';
import { charge, priceOf, requireMoney } from './money.ts';
import {
  requireFreeAddress,
  requireIp,
  requireParam,
  requirePeriod,
  requireTariff,
  saves,
} from './params.ts';
import { boughtAddons, proRata, requirePrice } from './pricing.ts';
import {
  changeService,
  requireService,
  type ServiceChange,
  type SoldService,
  setIncludedAddons,
} from './services.ts';
import { type SoldType, STATUS } from './types.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

/** `service.prolong`: any product type; returns the new end as doc/doc/newexpiredate. */
export function prolong(world: UpstreamWorld, call: UpstreamCall): El {
  const service = requireService(world, call.params.get('elid'));
  if (!saves(call)) return doc(fields({ elid: service.id, period: service.period }));
  const period = requirePeriod(call);
  requireRenewable(service, period);
  const addons = boughtAddons(world, service);
  const amount = requirePrice(world, { id: service.pricelist }, period, addons);
  requireMoney(world, amount);
  const expiredate = periodEnd(renewalStart(world, service), period, 0);
  changeService(world, service.id, { expiredate, period, ...resumption(world, service) });
  const { id, remoteid, pricelist } = service;
  charge(world, { what: 'prolong', service: id, amount, remoteid, pricelist, period, expiredate });
  return doc([doc([el('id', id), el('newexpiredate', expiredate)]), el('ok')]);
}

/**
 * A renewal makes a license active again that was suspended because it had run out
 * (docs/reference/vendor-api.md, "A suspended license past its end date": inferred; setting
 * `prolong_resumes`).
 */
function resumption(world: UpstreamWorld, service: SoldService): ServiceChange {
  const ranOut = service.expiredate !== null && service.expiredate < world.clock.today();
  const resumes =
    ranOut && service.status === STATUS.suspended && world.settings.get('prolong_resumes') === 'on';
  return resumes ? { status: STATUS.active } : {};
}

function requireRenewable(service: SoldService, period: number): void {
  const renewable: readonly number[] = [STATUS.active, STATUS.suspended];
  if (!renewable.includes(service.status)) {
    throw new PanelError(
      'status',
      'item',
      String(service.id),
      'The service __value__ is still being processed',
    );
  }
  // a trial cannot be renewed, a lifetime need not be
  if (service.period <= 0 || service.expiredate === null || period <= 0) {
    throw new PanelError(
      'value',
      'period',
      String(period),
      'This service cannot be renewed for the period __value__',
    );
  }
}

function renewalStart(world: UpstreamWorld, service: SoldService): string {
  const end = service.expiredate ?? world.clock.today();
  const today = world.clock.today();
  return end < today && world.settings.get('prolong_from') === 'today' ? today : end;
}

type GroupAct = 'suspend' | 'resume' | 'delete';

/** `TYPE.suspend`, `TYPE.resume`, `TYPE.delete`: several elids joined with ", ", all or none. */
export function groupAct(
  world: UpstreamWorld,
  call: UpstreamCall,
  itemtype: string,
  act: GroupAct,
): El {
  const ids = requireParam(call, 'elid').split(',');
  const services = ids.map(id => requireService(world, id.trim(), itemtype));
  for (const service of services) ACTS[act](world, service);
  return okDoc();
}

const ACTS: Readonly<Record<GroupAct, (world: UpstreamWorld, service: SoldService) => void>> = {
  suspend(world, service) {
    if (service.status === STATUS.suspended) return;
    if (service.status !== STATUS.active)
      throw new PanelError('status', 'item', String(service.id));
    changeService(world, service.id, { status: STATUS.suspended });
  },
  resume(world, service) {
    if (service.status === STATUS.active) return;
    if (service.status !== STATUS.suspended)
      throw new PanelError('status', 'item', String(service.id));
    if (service.expiredate !== null && service.expiredate < world.clock.today()) {
      throw new PanelError(
        'expired',
        'item',
        String(service.id),
        'The service has run out: renew it first',
      );
    }
    changeService(world, service.id, { status: STATUS.active });
  },
  delete(world, service) {
    if (service.status !== STATUS.deleted)
      changeService(world, service.id, { status: STATUS.deleted });
  },
};

/**
 * `soft.checkip` with `sok`: may a license of this kind be ordered for this address? Without it the
 * function only shows its form, whatever is asked.
 */
export function checkIp(world: UpstreamWorld, call: UpstreamCall, type: SoldType): El {
  if (!saves(call)) {
    const asked = ['pricelist', 'period', 'ip'].map(name => [name, call.params.get(name) ?? '']);
    return doc(fields(Object.fromEntries(asked)));
  }
  const tariff = requireTariff(world, call, type.itemtype);
  requirePrice(world, tariff, requirePeriod(call), []);
  requireFreeAddress(world, tariff.family, requireIp(requireParam(call, 'ip')));
  return okDoc();
}

/**
 * `service.changepricelist`: another tariff of the same product; what it costs more is paid for the
 * time that is left.
 */
export function changePricelist(world: UpstreamWorld, call: UpstreamCall): El {
  const service = requireService(world, call.params.get('elid'));
  if (!saves(call)) return doc(fields({ elid: service.id, pricelist: service.pricelist }));
  const tariff = requireTariff(world, call, service.itemtype);
  const period = call.params.has('period') ? requirePeriod(call) : service.period;
  requireSameFamily(world, service, tariff.id, tariff.family);
  if (service.status !== STATUS.active && service.status !== STATUS.suspended) {
    throw new PanelError('status', 'item', String(service.id));
  }
  if (tariff.id === service.pricelist) return okDoc([el('id', service.id)]);
  if (world.settings.get('changepricelist') === 'wizard')
    return doc([el('ok', 'service.changepricelist.step2', { type: 'form' })]);
  const cost = requirePrice(world, tariff, period, []);
  const rise = cost - (priceOf(world, service.pricelist, period) ?? service.cost);
  const amount = proRata(world, service, rise, period);
  requireMoney(world, amount);
  changeService(world, service.id, { pricelist: tariff.id, period, cost });
  setIncludedAddons(world, service.id, tariff.id);
  if (amount > 0) {
    const { id, remoteid, expiredate } = service;
    const what = 'changepricelist';
    charge(world, {
      what,
      service: id,
      amount,
      remoteid,
      pricelist: tariff.id,
      period,
      expiredate,
    });
  }
  return okDoc([el('id', service.id)]);
}

function requireSameFamily(
  world: UpstreamWorld,
  service: SoldService,
  to: number,
  family: string,
): void {
  const before = world.store.get<{ family: string }>(
    'SELECT family FROM pricelists WHERE id = ?',
    service.pricelist,
  );
  if (before?.family !== family) throw new PanelError('value', 'pricelist', String(to));
}
