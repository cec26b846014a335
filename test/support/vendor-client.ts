import type { IsoDate } from '../../src/base/dates.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { LicenseChange, LicensePermit, Permit, Vendor } from '../../src/vendor/vendor.ts';
import type { SimProcess } from './process.ts';
import type { Payer } from './sold.ts';
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
  account = ACCOUNT,
): Vendor {
  let turn: Promise<unknown> = Promise.resolve();
  let today: IsoDate | null = null;
  const send = async <T>(request: WireRequest<T>, permit?: Permit): Promise<T> => {
    const wait = await journal.reserveRequest(account, rate);
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
  const act = <T>(func: string, permit: Permit, handle: (payer: Payer) => T): Promise<T> => {
    const late = world.quirks.lateness(func);
    const payer = { name: process.name, startedAt: process.startedAt, isLate: late > 0 };
    const carryOut = (): T => {
      const answer = handle(payer);
      if (late > 0) world.quirks.noticed('late');
      const error = world.quirks.errorAfter(func);
      if (error === null) return answer;
      world.quirks.noticed('errors');
      throw error;
    };
    return call({ func, kind: 'act', handle: carryOut, late }, permit);
  };
  const actOn = <T>(
    func: string,
    permit: LicensePermit,
    handle: (payer: Payer) => T,
    change: LicenseChange | null = null,
  ): Promise<T> =>
    act(func, permit, payer => {
      const license = world.licenses.get(permit.id);
      if (license) world.watch.acted(license, func, change, payer);
      return handle(payer);
    });
  const read = <T>(func: string, handle: () => T): Promise<T> =>
    call({ func, kind: 'read', handle });
  return {
    dialect: 'current',
    get abilities() {
      return world.abilities;
    },
    today: () => today,
    checkAddress: ({ ip }) => read('checkip', () => world.checkAddress(ip)),
    order: (order, permit) => act('order', permit, payer => world.order(order, payer)),
    read: (itemtype, id) =>
      read('edit', () => {
        const license = world.read(id);
        return license?.itemtype === itemtype ? license : null;
      }),
    prolong: (permit, period) =>
      actOn('prolong', permit, payer => world.prolong(permit.id, Number(period), payer)),
    change: (permit, change) =>
      actOn('change', permit, () => world.change(permit.id, change), change),
    newKey: permit => actOn('newkey', permit, () => world.newKey(permit.id)),
    suspend: permit => actOn('suspend', permit, () => world.setStatus(permit.id, 'suspended')),
    resume: permit => actOn('resume', permit, () => world.setStatus(permit.id, 'active')),
    delete: permit => actOn('delete', permit, () => world.setStatus(permit.id, 'deleted')),
    changePricelist: (permit, pricelist) =>
      actOn('tariff', permit, () => world.changePricelist(permit.id, pricelist)),
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
