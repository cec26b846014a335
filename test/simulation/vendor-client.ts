import type { IsoDate } from '../../src/base/dates.ts';
import { Fault, type FaultType } from '../../src/base/fault.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Vendor } from '../../src/vendor/vendor.ts';
import type { SimProcess } from './process.ts';
import { PRICES, type VendorWorld } from './vendor-world.ts';

export const ACCOUNT = 'vendor.example/billmgr reseller';
/** The conf's `settle`: upstream carries out no request later than this after it was sent. */
export const SETTLE_MS = 5000;
const TIMEOUT_MS = 60_000;

interface Request<T> {
  readonly func: string;
  readonly kind: 'read' | 'act';
  readonly handle: () => T;
}

/**
 * The upstream as one process reaches it: one request at a time, spaced by the journal's pace. A
 * request that is on its way lives on when its process dies.
 */
export function vendorOf(
  process: SimProcess,
  world: VendorWorld,
  journal: Journal,
  rate: number,
): Vendor {
  let turn: Promise<unknown> = Promise.resolve();
  let today: IsoDate | null = null;
  const send = async <T>(request: Request<T>): Promise<T> => {
    const wait = await journal.reserveRequest(ACCOUNT, rate);
    if (wait > 0) await process.clock.sleep(wait);
    const answer = await exchange(process, request);
    today = world.today();
    return answer;
  };
  const call = <T>(kind: 'read' | 'act', func: string, handle: () => T): Promise<T> => {
    const request = turn.then(() => send({ func, kind, handle }));
    turn = request.catch(() => {});
    return request;
  };
  const act = <T>(func: string, handle: () => T): Promise<T> => call('act', func, handle);
  const read = <T>(func: string, handle: () => T): Promise<T> => call('read', func, handle);
  return {
    dialect: 'current',
    abilities: {
      remoteid: true,
      prolong: true,
      delete: true,
      newKey: true,
      changePricelist: true,
      priceList: true,
    },
    today: () => today,
    checkAddress: () => read('checkip', () => {}),
    order: order => act('order', () => world.order(order, process)),
    read: (itemtype, id) => read('edit', () => (itemtype === 'soft' ? world.read(id) : null)),
    prolong: ({ id }, period) => act('prolong', () => world.prolong(id, Number(period), process)),
    change: ({ id }, change) => act('change', () => world.change(id, change)),
    newKey: ({ id }) => act('newkey', () => world.newKey(id)),
    suspend: ({ id }) => act('suspend', () => world.setStatus(id, 'suspended')),
    resume: ({ id }) => act('resume', () => world.setStatus(id, 'active')),
    delete: ({ id }) => act('delete', () => world.setStatus(id, 'deleted')),
    changePricelist: ({ id }, pricelist) =>
      act('tariff', () => world.changePricelist(id, pricelist)),
    clearFilter: itemtype =>
      read('filter', () => {
        if (itemtype === 'soft') world.filter = null;
      }),
    listPage: (itemtype, page, rows) =>
      read('list', () => (itemtype === 'soft' ? world.page(page, rows) : [])),
    priceList: () => read('pricelist', () => PRICE_LIST),
    balance: () => read('balance', () => [{ amount: world.balance.toFixed(2), currency: 'EUR' }]),
    checkLogin: () => read('login', () => {}),
  };
}

const EUR = {
  currency: 'EUR',
  periods: PRICES.map(([period, cost]) => ({ period, cost: cost.toFixed(2) })),
};

const PRICE_LIST = ['3541', '4601', '5577', '5579'].map(id => ({
  id,
  name: id,
  intname: id,
  itemtype: 'soft',
  additionintname: '',
  prices: [EUR],
  addons: [{ id: '4602', name: 'Nodes', addonlimit: 1, addonmax: null, prices: [EUR] }],
}));

/**
 * One request on the wire. The process may die before it is sent, while it is on its way, or when
 * the answer has come.
 */
function exchange<T>(process: SimProcess, { func, kind, handle }: Request<T>): Promise<T> {
  const { timeline, random } = process;
  const fate = process.hazards.request();
  const travel =
    fate === 'slow' || fate === 'unanswered'
      ? random.whole(1, SETTLE_MS - 100)
      : random.whole(1, 90);
  const back = random.whole(1, 90);
  const patience = random.pick([random.whole(1, travel + back), TIMEOUT_MS]);
  return new Promise((resolve, reject) => {
    const tell = (act: () => void) => (process.dies('before') ? undefined : act());
    timeline.after(random.whole(1, 5), () => {
      if (process.dies('before')) return;
      if (fate === 'refused') return reject(new Fault('upstream_unreachable', { object: func }));
      const isUnheard = fate === 'lost' || fate === 'unanswered';
      if (isUnheard) timeline.after(patience, () => tell(() => reject(unheard(func, kind))));
      if (fate !== 'lost')
        timeline.after(travel, () => {
          const outcome = outcomeOf(handle);
          if (fate === 'unanswered') return;
          timeline.after(back, () =>
            tell(() => {
              if (fate === 'garbled') reject(bad(func, kind));
              else if ('error' in outcome) reject(outcome.error);
              else resolve(outcome.value);
            }),
          );
        });
      process.dies('after');
    });
  });
}

function outcomeOf<T>(handle: () => T): { value: T } | { error: unknown } {
  try {
    return { value: handle() };
  } catch (error) {
    return { error };
  }
}

/** A read that went unanswered may simply be repeated. */
const unheard = (func: string, kind: 'read' | 'act'): Fault =>
  kind === 'act'
    ? new Fault('upstream_answer_lost', { object: func })
    : new Fault('upstream_unreachable', { object: func });
const bad = (
  object: string,
  kind: 'read' | 'act',
  type: FaultType = 'upstream_answer_bad',
): Fault => new Fault(type, { object, ...(kind === 'read' ? { kind: 'passing' } : {}) });
