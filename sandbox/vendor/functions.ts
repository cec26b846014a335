import type { El } from '../store/document.ts';
import { glob } from '../store/glob.ts';
import { PanelError } from '../store/panel-error.ts';
import { accountInfo, subaccount } from './account.ts';
import { CLASSIC_FUNCTIONS } from './classic.ts';
import { editService } from './edit.ts';
import { changePricelist, checkIp, groupAct, prolong } from './lifecycle.ts';
import { filterList, listServices } from './list.ts';
import { orderParam } from './order.ts';
import { exportPricelist } from './pricelist-export.ts';
import { passTime } from './services.ts';
import { SOLD_ITEMTYPES, type SoldType, soldType } from './types.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

type UpstreamFunction = (world: UpstreamWorld, call: UpstreamCall) => El;
type TypeFunction = (world: UpstreamWorld, call: UpstreamCall, type: SoldType) => El;

const COMMON: Readonly<Record<string, UpstreamFunction>> = { subaccount };

/** Of the current dialect, for all product types. */
const CURRENT: Readonly<Record<string, UpstreamFunction>> = {
  'service.prolong': prolong,
  'service.changepricelist': changePricelist,
  'pricelist.export': exportPricelist,
};

/**
 * The functions of a product type, by what stands behind its name: `soft`, `soft.edit`,
 * `addition.order.param` ...
 */
const OF_TYPE: Readonly<Record<string, TypeFunction>> = {
  '': listServices,
  edit: editService,
  'order.param': orderParam,
  filter: (world, call, type) => filterList(world, call, type.itemtype),
  suspend: (world, call, type) => groupAct(world, call, type.itemtype, 'suspend'),
  resume: (world, call, type) => groupAct(world, call, type.itemtype, 'resume'),
  delete: (world, call, type) => groupAct(world, call, type.itemtype, 'delete'),
  checkip: (world, call, type) => {
    if (!type.checkip) throw new PanelError('missed', 'func', call.func);
    return checkIp(world, call, type);
  },
};

const CLASSIC: Readonly<Record<string, UpstreamFunction>> = {
  ...CLASSIC_FUNCTIONS,
  accountinfo: accountInfo,
};

/** Returns one call; all of it or nothing. Throws PanelError. */
export function answerUpstream(world: UpstreamWorld, call: UpstreamCall): El {
  const answer = findFunction(world, call.func);
  return world.store.transaction(() => {
    passTime(world);
    return answer(world, call);
  });
}

/** Every function of this upstream, those of its product types among them. */
export const upstreamFunctions = (): readonly string[] =>
  [
    ...[COMMON, CURRENT, CLASSIC].flatMap(table => Object.keys(table)),
    ...SOLD_ITEMTYPES.flatMap(type =>
      Object.keys(OF_TYPE)
        .filter(act => act !== 'checkip' || soldType(type)?.checkip)
        .map(act => (act === '' ? type : `${type}.${act}`)),
    ),
  ].sort();

function findFunction(world: UpstreamWorld, func: string): UpstreamFunction {
  const missing = world.settings.get('missing_functions').split(' ');
  if (missing.some(pattern => glob(pattern, func))) throw new PanelError('missed', 'func', func);
  const dialect = world.settings.get('dialect');
  const found =
    own(COMMON, func) ??
    (dialect === 'classic' ? undefined : (own(CURRENT, func) ?? typeFunction(func))) ??
    (dialect === 'current' ? undefined : own(CLASSIC, func));
  if (!found) throw new PanelError('missed', 'func', func);
  return found;
}

function typeFunction(func: string): UpstreamFunction | undefined {
  const dot = func.indexOf('.');
  const type = soldType(dot < 0 ? func : func.slice(0, dot));
  const answer = own(OF_TYPE, dot < 0 ? '' : func.slice(dot + 1));
  return type && answer && ((world, call) => answer(world, call, type));
}

function own<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
