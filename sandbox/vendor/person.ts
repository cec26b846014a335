import { isDay, plusMonths } from '../store/time.ts';
import { addService } from './order.ts';
import { requireFreeAddress, requireIp, requireTariff, tariff } from './params.ts';
import {
  changeService,
  findService,
  newKey,
  type ServiceChange,
  type SoldService,
} from './services.ts';
import { STATUS, soldType } from './types.ts';
import type { UpstreamWorld } from './world.ts';

type PersonAct = (world: UpstreamWorld, service: SoldService, value: string) => ServiceChange;

/** What a person may do in the upstream's web interface, past every lock and without a charge. */
const ACTS: Readonly<Record<string, PersonAct>> = {
  suspend: () => ({ status: STATUS.suspended }),
  resume: () => ({ status: STATUS.active }),
  delete: () => ({ status: STATUS.deleted }),
  rename: (_world, service, value) =>
    soldType(service.itemtype)?.name === 'comment' ? { comment: value } : { licname: value },
  move: (world, service, value) => {
    requireFreeAddress(
      world,
      tariff(world, service.pricelist)?.family ?? '',
      requireIp(value),
      service.id,
    );
    return { ip: value, ip_changed: world.clock.today() };
  },
  /** `+N` months or a date. */
  extend: (world, service, value) => {
    if (isDay(value)) return { expiredate: value };
    if (!/^[+-]?\d{1,4}$/.test(value))
      throw new Error(`extend: "${value}" is neither a date nor a number of months`);
    return { expiredate: plusMonths(service.expiredate ?? world.clock.today(), Number(value)) };
  },
  newkey: (world, service) => ({
    lickey: newKey(service.id),
    lickey_changed: world.clock.today(),
  }),
  remoteid: (_world, _service, value) => ({ remoteid: value }),
  tariff: (world, service, value) => {
    const sold = tariff(world, value);
    if (sold?.itemtype !== service.itemtype)
      throw new Error(`tariff: the upstream has no "${value}" of this type`);
    return { pricelist: sold.id };
  },
  autoprolong: (_world, _service, value) => ({ autoprolong: value || 'null' }),
};

export const PERSON_ACTS: readonly string[] = Object.keys(ACTS);

/**
 * Carries out an act; returns what the service is then. Throws an Error that says what is wrong.
 */
export function actAsPerson(
  world: UpstreamWorld,
  act: string,
  id: number,
  value = '',
): SoldService {
  const carryOut = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  if (!carryOut) throw new Error(`a person upstream can: ${PERSON_ACTS.join(', ')}; not "${act}"`);
  return world.store.transaction(() => {
    const service = world.store.get<SoldService>('SELECT * FROM services WHERE id = ?', id);
    if (!service) throw new Error(`the upstream has no service ${id}`);
    changeService(world, id, carryOut(world, service, value));
    return findService(world, String(id)) ?? { ...service, status: STATUS.deleted };
  });
}

export interface BoughtByHand {
  readonly pricelist: number;
  readonly ip?: string;
  readonly licname?: string;
  readonly period?: number;
  readonly remoteid?: string;
  /** Default: the period from today. */
  readonly expiredate?: string;
}

/**
 * A license that a person bought in the web interface: there, but in nobody's ledger of ours.
 * Returns its id.
 */
export function buyByHand(world: UpstreamWorld, wish: BoughtByHand): number {
  const found = tariff(world, wish.pricelist);
  const type = found && soldType(found.itemtype);
  if (!type) throw new Error(`the upstream has no tariff ${wish.pricelist}`);
  const params = new Map([['pricelist', String(wish.pricelist)]]);
  const sold = requireTariff(world, { id: 0, func: '', user: '', params }, type.itemtype);
  const period = wish.period ?? 1;
  return world.store.transaction(() =>
    addService(
      world,
      {
        type,
        tariff: sold,
        period,
        ip: wish.ip ?? '',
        licname: type.name === 'licname' ? (wish.licname ?? '') : '',
        comment: type.name === 'comment' ? (wish.licname ?? '') : '',
        remoteid: wish.remoteid ?? '',
        project: '',
        parent: null,
        autoprolong: 'null',
        addons: [],
      },
      {
        cost: 0,
        expiredate:
          wish.expiredate ?? (period > 0 ? plusMonths(world.clock.today(), period) : null),
        status: STATUS.active,
        hasKey: type.key,
        process_at: null,
        ready_at: null,
        reads_left: 0,
        reads_process: 0,
      },
    ),
  );
}
