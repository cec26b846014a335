import { type Clock, systemClock } from '../base/clock.ts';
import { dateOf } from '../base/dates.ts';
import { Fault } from '../base/fault.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { MgrDocument } from '../manager-api/document.ts';
import type { Manager, Permit } from '../manager-api/manager.ts';
import { badAnswer, firstOf, valuesOf } from './answer-fields.ts';
import { parseBalance } from './balance.ts';
import { changeParams, orderedId, orderParams } from './current-params.ts';
import { latestDate, parseDateUpTo } from './end-date.ts';
import { type LicenseReading, parseLicense } from './license-answer.ts';
import { currentFields } from './license-fields.ts';
import { pageParams, parsePage, requireList } from './list-answer.ts';
import { parsePricelists } from './pricelist.ts';
import { PRODUCT_TYPES } from './product-types.ts';
import { expecting, isMissing, isUnsold, withAddressNamed, withPeriodNamed } from './refusals.ts';
import type { Itemtype, License, LicensePermit, Vendor } from './vendor.ts';

export interface UpstreamOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Sent with orders if set; the classic dialect has none. */
  readonly project?: string;
}

type Params = Readonly<Record<string, string | undefined>>;

/**
 * The upstream as BILLmanager 5 and 6 speak: `TYPE.function` for each product type; PRODUCT_TYPES
 * has the differences. Source: docs/reference/vendor-api.md, "License functions" and "Other resold
 * products". Faults are those of the interface.
 */
export function currentVendor(manager: Manager, options: UpstreamOptions = {}): Vendor {
  const log = options.log ?? silentLog;
  const clock = options.clock ?? systemClock;

  const reading = (itemtype: Itemtype, func: string): LicenseReading => ({
    itemtype,
    fields: currentFields(itemtype),
    func,
    latest: latestDate(clock.now()),
  });

  const read = (func: string, params: Params): Promise<MgrDocument> =>
    manager.call(func, params, { kind: 'read' });

  const act = async (func: string, permit: Permit, params: Params): Promise<MgrDocument> => {
    const begun = clock.now().getTime();
    const answer = await manager.call(func, { ...params, sok: 'ok' }, { kind: 'act', permit });
    log.debug(`${func} took ${clock.now().getTime() - begun} ms`);
    refuseForeign(func, params, answer);
    return answer;
  };

  /** Suspend, resume and delete of a list: they take an id and nothing else. */
  const actOn = async (
    license: LicensePermit,
    verb: 'suspend' | 'resume' | 'delete',
  ): Promise<void> => {
    await act(`${license.itemtype}.${verb}`, license, { elid: license.id });
  };

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

    today: () => {
      const time = manager.serverTime();
      return time === null ? null : dateOf(time);
    },

    async checkAddress(order) {
      const type = PRODUCT_TYPES[order.itemtype];
      if (!type.checkip) return;
      const { pricelist, period } = order;
      const ip = order.ip.trim();
      if (ip === '') throw new Fault('address_missing');
      const func = `${order.itemtype}.checkip`;
      try {
        // this changes nothing; without `sok` the answer may be the empty form
        await withAddressNamed(order, () => read(func, { pricelist, period, ip, sok: 'ok' }));
      } catch (error) {
        if (!isUnsold(error)) throw error;
        // the order itself refuses an address that cannot have the license
        log.debug(`${func}: this vendor has no such check`);
      }
    },

    async order(order, permit) {
      const func = `${order.itemtype}.order.param`;
      const params = orderParams(order, options.project);
      if (!PRODUCT_TYPES[order.itemtype].addons && order.addons.size > 0) {
        log.warning(
          `${func}: ${order.itemtype} takes no addons; ${[...order.addons.keys()].join(', ')} left out`,
        );
      }
      const answer = await withPeriodNamed(order.pricelist, order.period, () =>
        act(func, permit, params),
      );
      return { id: orderedId(answer, func) };
    },

    async read(itemtype, id): Promise<License | null> {
      const func = `${itemtype}.edit`;
      let document: MgrDocument;
      try {
        document = await read(func, { elid: id });
      } catch (error) {
        if (isMissing(error, func, id)) return null;
        throw error;
      }
      return parseLicense(document, id, reading(itemtype, func));
    },

    async prolong(license, period) {
      const answer = await withPeriodNamed(license.id, period, () =>
        act('service.prolong', license, { elid: license.id, period }),
      );
      const latest = latestDate(clock.now());
      return { expiredate: parseDateUpTo(firstOf(answer, ['newexpiredate']), latest) };
    },

    async change(license, change) {
      const params = changeParams(license.itemtype, change);
      if (params === null) return;
      await act(`${license.itemtype}.edit`, license, { elid: license.id, ...params });
    },

    async newKey(license) {
      const func = `${license.itemtype}.edit`;
      if (!PRODUCT_TYPES[license.itemtype].key) {
        throw new Fault('not_sold_here', { object: 'newkey', value: license.itemtype });
      }
      const answer = await act(func, license, { elid: license.id, clicked_button: 'newkey' });
      return firstOf(answer, ['lickey']);
    },

    suspend: license => actOn(license, 'suspend'),
    resume: license => actOn(license, 'resume'),
    delete: license => actOn(license, 'delete'),

    async changePricelist(license, pricelist, period) {
      await withPeriodNamed(pricelist, period, () =>
        act('service.changepricelist', license, { elid: license.id, pricelist, period }),
      );
    },

    async clearFilter(itemtype) {
      // repeating it changes nothing: a lost answer is as harmless as that of a read
      await read(`${itemtype}.filter`, { sok: 'ok' });
    },

    async listPage(itemtype, page, rows) {
      const answer = await read(itemtype, pageParams(page, rows));
      return parsePage(answer, reading(itemtype, itemtype));
    },

    async rowsByRemoteId(itemtype, remoteid) {
      const params = { filter: 'on', remoteid, ...pageParams(1, FILTERED_ROWS) };
      const { rows } = parsePage(await read(itemtype, params), reading(itemtype, itemtype));
      return rows;
    },

    async priceList(filter = {}) {
      const { itemtype, pricelist, onlyavailable } = filter;
      const answer = await read('pricelist.export', {
        itemtype: itemtype !== undefined && PRODUCT_TYPES[itemtype].exported ? itemtype : undefined,
        pricelist,
        onlyavailable: onlyavailable === true ? 'on' : undefined,
      });
      const lists = parsePricelists(answer);
      return pricelist === undefined ? lists : lists.filter(list => list.id === pricelist);
    },

    async balance() {
      const balances = parseBalance(await read('subaccount', {}));
      if (balances.length === 0) throw badAnswer('subaccount', 'no balance in it', 'passing');
      return balances;
    },

    async checkLogin() {
      await expecting('the list of licenses, <doc> with an <elem> for each', async () =>
        requireList(await read('soft', pageParams(1, 1)), 'soft'),
      );
    },
  };
}

/** If the upstream narrows the list at all, the first page has what we ask for. */
const FILTERED_ROWS = 500;

/**
 * An answer about a service other than the requested one leaves unknown whether the act happened.
 */
function refuseForeign(func: string, { elid }: Params, answer: MgrDocument): void {
  if (elid === undefined) return;
  const foreign = valuesOf(answer, ['id', 'elid']).find(id => id !== elid);
  if (foreign !== undefined) throw badAnswer(func, `id ${foreign}, asked for ${elid}`, 'unknown');
}
