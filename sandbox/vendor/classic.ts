import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { editService } from './edit.ts';
import { groupAct } from './lifecycle.ts';
import { filterList, pageOfRows } from './list.ts';
import { placeOrder } from './order.ts';
import {
  requireFreeAddress,
  requireIp,
  requireParam,
  saves,
  type Tariff,
  tariff,
} from './params.ts';
import { requirePrice } from './pricing.ts';
import { countLook, requireService, type SoldService } from './services.ts';
import { type SoldType, soldType } from './types.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

/**
 * The oldest dialect (docs/reference/vendor-api.md, "The oldest dialect"): `software.*` over the
 * same licenses. It knows no remoteid, no renewal and no deletion. What a row and a form are called
 * there the reference does not tell: they carry the names it uses for params.
 */
export const CLASSIC_FUNCTIONS: Readonly<
  Record<string, (world: UpstreamWorld, call: UpstreamCall) => El>
> = {
  software: (world, call) => pageOfRows(world, call, 'soft', row => rowFields(world, row)),
  'software.filter': (world, call) => filterList(world, call, 'soft'),
  'software.edit': editSoftware,
  'software.enable': (world, call) => saved(call) ?? groupAct(world, call, 'soft', 'resume'),
  'software.disable': (world, call) => saved(call) ?? groupAct(world, call, 'soft', 'suspend'),
  'software.licinfo': checkSoftware,
};

function saved(call: UpstreamCall): El | undefined {
  return saves(call) ? undefined : doc(fields({ elid: call.params.get('elid') }));
}

function editSoftware(world: UpstreamWorld, call: UpstreamCall): El {
  const soft = requireSoft();
  if (call.params.get('elid')) {
    if (saves(call)) return editService(world, withoutModern(call), soft);
    const service = requireService(world, call.params.get('elid'), 'soft');
    countLook(world, service);
    return doc([...rowFields(world, service), el('lickey', service.lickey)]);
  }
  const wanted = price(world, call);
  if (!saves(call))
    return doc(fields({ price: wanted.sold.id, period: call.params.get('period') }));
  const ip = requireIp(requireParam(call, 'ip'));
  requireFreeAddress(world, wanted.sold.family, ip);
  const id = placeOrder(
    world,
    {
      type: soft,
      tariff: wanted.sold,
      period: wanted.period,
      ip,
      licname: call.params.get('licname') ?? '',
      comment: '',
      remoteid: '',
      project: '',
      parent: null,
      autoprolong: 'null',
      addons: [],
    },
    requirePrice(world, wanted.sold, wanted.period, []),
  );
  return okDoc([el('id', id)]);
}

function checkSoftware(world: UpstreamWorld, call: UpstreamCall): El {
  const { sold } = price(world, call);
  requireFreeAddress(world, sold.family, requireIp(requireParam(call, 'ip')));
  return okDoc();
}

/** A price and one of its own period ids. */
function price(world: UpstreamWorld, call: UpstreamCall): { sold: Tariff; period: number } {
  const id = requireParam(call, 'price');
  const sold = tariff(world, id);
  if (sold?.classic !== 1 || sold.sold !== 1) throw new PanelError('missed', 'price', id);
  const period = requireParam(call, 'period');
  const found = world.store.get<{ period: number }>(
    'SELECT period FROM classic_periods WHERE id = ? AND price = ?',
    Number(period),
    sold.id,
  );
  if (!found) throw new PanelError('value', 'period', period);
  return { sold, period: found.period };
}

function rowFields(world: UpstreamWorld, service: SoldService): readonly El[] {
  const { id, ip, licname, status, createdate, expiredate } = service;
  const period = world.store.get<{ id: number }>(
    'SELECT id FROM classic_periods WHERE price = ? AND period = ?',
    service.pricelist,
    service.period,
  );
  const name = tariff(world, service.pricelist)?.name;
  return fields({
    id,
    name,
    price: service.pricelist,
    period: period?.id ?? service.period,
    licname,
    ip,
    status,
    createdate,
    expiredate,
  });
}

/** Params that this dialect does not know are passed over, as an old panel does. */
function withoutModern(call: UpstreamCall): UpstreamCall {
  const known = [...call.params].filter(([name]) =>
    ['elid', 'licname', 'ip', 'sok'].includes(name),
  );
  return { ...call, params: new Map(known) };
}

function requireSoft(): SoldType {
  const soft = soldType('soft');
  if (!soft) throw new Error('the product type soft is missing');
  return soft;
}
