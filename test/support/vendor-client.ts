import type { IsoDate } from '../../src/base/dates.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Permit } from '../../src/manager-api/manager.ts';
import type { Vendor } from '../../src/vendor/vendor.ts';
import type { SimProcess } from './process.ts';
import type { VendorWorld } from './vendor-world.ts';
import { exchange, type WireRequest } from './wire.ts';

const MOST_ROWS = 500;

export const ACCOUNT = 'vendor.example/billmgr reseller';

const FAULTS = {
  unreachable: 'upstream_unreachable',
  lost: 'upstream_answer_lost',
  bad: 'upstream_answer_bad',
} as const;

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
  const send = async <T>(request: WireRequest<T>, permit?: Permit): Promise<T> => {
    const wait = await journal.reserveRequest(ACCOUNT, rate);
    if (wait > 0) await process.clock.sleep(wait);
    permit?.check();
    const answer = await exchange(process, request, FAULTS);
    today = world.today();
    return answer;
  };
  const call = <T>(request: WireRequest<T>, permit?: Permit): Promise<T> => {
    const answer = turn.then(() => send(request, permit));
    turn = answer.catch(() => {});
    return answer;
  };
  const act = <T>(func: string, permit: Permit, handle: () => T): Promise<T> =>
    call({ func, kind: 'act', handle }, permit);
  const read = <T>(func: string, handle: () => T): Promise<T> =>
    call({ func, kind: 'read', handle });
  return {
    dialect: 'current',
    get abilities() {
      return world.abilities;
    },
    today: () => today,
    checkAddress: ({ ip }) => read('checkip', () => world.checkAddress(ip)),
    order: (order, permit) => act('order', permit, () => world.order(order, process)),
    read: (itemtype, id) =>
      read('edit', () => {
        const license = world.read(id);
        return license?.itemtype === itemtype ? license : null;
      }),
    prolong: (permit, period) =>
      act('prolong', permit, () => world.prolong(permit.id, Number(period), process)),
    change: (permit, change) => act('change', permit, () => world.change(permit.id, change)),
    newKey: permit => act('newkey', permit, () => world.newKey(permit.id)),
    suspend: permit => act('suspend', permit, () => world.setStatus(permit.id, 'suspended')),
    resume: permit => act('resume', permit, () => world.setStatus(permit.id, 'active')),
    delete: permit => act('delete', permit, () => world.setStatus(permit.id, 'deleted')),
    changePricelist: (permit, pricelist) =>
      act('tariff', permit, () => world.changePricelist(permit.id, pricelist)),
    clearFilter: itemtype =>
      read('filter', () => {
        if (itemtype === 'soft') world.filter = null;
      }),
    listPage: (itemtype, page, rows) =>
      read('list', () => ({ rows: world.page(itemtype, page, rows), told: null })),
    rowsByRemoteId: (itemtype, remoteid) =>
      read('list', () =>
        world.page(itemtype, 1, MOST_ROWS).filter(each => each.remoteid === remoteid),
      ),
    priceList: () => read('pricelist', () => world.priceList),
    balance: () => read('balance', () => [{ amount: world.balance.toFixed(2), currency: 'EUR' }]),
    checkLogin: () => read('login', () => {}),
  };
}
