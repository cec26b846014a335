import { systemClock } from '../base/clock.ts';
import { dateOf } from '../base/dates.ts';
import { Fault } from '../base/fault.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { MgrDocument } from '../manager-api/document.ts';
import type { Manager, Permit } from '../manager-api/manager.ts';
import { badAnswer, valuesOf } from './answer-fields.ts';
import { parseBalance } from './balance.ts';
import type { UpstreamOptions } from './current.ts';
import { orderedId } from './current-params.ts';
import { latestDate } from './end-date.ts';
import { type LicenseReading, parseLicense } from './license-answer.ts';
import { CLASSIC_FIELDS } from './license-fields.ts';
import { pageParams, parsePage, requireList } from './list-answer.ts';
import { PRODUCT_TYPES } from './product-types.ts';
import { expecting, isMissing, isUnsold, withAddressNamed, withPeriodNamed } from './refusals.ts';
import type { Itemtype, License, LicenseChange, LicenseRow, Vendor } from './vendor.ts';

type LicenseRef = Pick<LicenseRow, 'itemtype' | 'id'>;

/** This dialect confirms with `yes` where the current one says `ok`. */
const CONFIRMED = { sok: 'yes' } as const;
const EDIT = 'software.edit';

/**
 * The upstream as BILLmanager 4 spoke: `software...`, a tariff is a price with period ids of its
 * own. Only licenses (`soft`) are sold; it has no remoteid, renewal, deletion, new key, change of
 * tariff or price list: these throw not_sold_here (final). Source: docs/reference/vendor-api.md,
 * "The oldest dialect".
 */
export function classicVendor(manager: Manager, options: UpstreamOptions = {}): Vendor {
  const log: Log = options.log ?? silentLog;
  const clock = options.clock ?? systemClock;

  const reading = (itemtype: Itemtype, func: string): LicenseReading => ({
    itemtype,
    fields: CLASSIC_FIELDS,
    func,
    latest: latestDate(clock.now()),
  });

  const read = (func: string, params: Record<string, string>): Promise<MgrDocument> =>
    manager.call(func, params, { kind: 'read' });

  const act = (
    func: string,
    permit: Permit,
    params: Record<string, string>,
  ): Promise<MgrDocument> =>
    manager.call(func, { ...params, ...CONFIRMED }, { kind: 'act', permit });

  const readLicense = async (itemtype: Itemtype, id: string): Promise<License | null> => {
    requireClassic(itemtype);
    let document: MgrDocument;
    try {
      document = await read(EDIT, { elid: id });
    } catch (error) {
      if (isMissing(error, EDIT, id)) return null;
      throw error;
    }
    return parseLicense(document, id, reading(itemtype, EDIT));
  };

  /** The form is saved whole: unchanged fields are read first and sent with the rest. */
  const wholeForm = async (
    license: LicenseRef,
    { ip, licname }: LicenseChange,
  ): Promise<{ readonly ip: string; readonly licname: string }> => {
    if (ip !== undefined && licname !== undefined) return { ip, licname };
    const now = await readLicense(license.itemtype, license.id);
    if (now === null) throw new Fault('upstream_missed', { object: 'elid', value: license.id });
    return { ip: ip ?? now.ip, licname: licname ?? now.licname };
  };

  return {
    dialect: 'classic',
    abilities: {
      remoteid: false,
      prolong: false,
      delete: false,
      newKey: false,
      changePricelist: false,
      priceList: false,
    },

    today: () => {
      const time = manager.serverTime();
      return time === null ? null : dateOf(time);
    },

    async checkAddress(order) {
      requireClassic(order.itemtype);
      const ip = order.ip.trim();
      if (ip === '') throw new Fault('address_missing');
      const { pricelist: price, period } = order;
      try {
        await withAddressNamed(order, () => read('software.licinfo', { price, period, ip }));
      } catch (error) {
        if (!isUnsold(error)) throw error;
        log.debug('software.licinfo: this vendor has no such check');
      }
    },

    async order(order, permit) {
      requireClassic(order.itemtype);
      const ip = order.ip.trim();
      if (ip === '') throw new Fault('address_missing');
      const addon = [...order.addons].find(([, amount]) => amount > 0);
      if (addon !== undefined) throw notSold('addon', addon[0]);
      const { pricelist: price, period, licname } = order;
      const answer = await withPeriodNamed(price, period, () =>
        act(EDIT, permit, { price, period, licname, ip }),
      );
      return { id: orderedId(answer, EDIT) };
    },

    read: readLicense,

    /** Up to two requests: the form is saved whole, so unchanged fields are read first. */
    async change(license, change) {
      requireClassic(license.itemtype);
      if (change.parentItem !== undefined) throw notSold('item', license.id);
      if (change.addons !== undefined) throw notSold('addon', license.id);
      if (change.remoteid !== undefined) log.debug(`${EDIT}: this dialect keeps no remoteid`);
      if (change.ip === undefined && change.licname === undefined) return;
      const { ip, licname } = await wholeForm(license, change);
      const answer = await act(EDIT, license, { elid: license.id, licname, ip });
      const foreign = valuesOf(answer, ['id', 'elid']).find(id => id !== license.id);
      if (foreign !== undefined)
        throw badAnswer(EDIT, `id ${foreign}, asked for ${license.id}`, 'unknown');
    },

    async suspend(license) {
      requireClassic(license.itemtype);
      await act('software.disable', license, { elid: license.id });
    },

    async resume(license) {
      requireClassic(license.itemtype);
      await act('software.enable', license, { elid: license.id });
    },

    prolong: async license => {
      throw notSold('prolong', license.id);
    },
    newKey: async license => {
      throw notSold('newkey', license.id);
    },
    delete: async license => {
      throw notSold('delete', license.id);
    },
    changePricelist: async license => {
      throw notSold('changepricelist', license.id);
    },
    priceList: async () => {
      throw notSold('pricelist.export', 'classic');
    },

    async clearFilter(itemtype) {
      requireClassic(itemtype);
      // repeating it changes nothing: a lost answer is as harmless as that of a read
      await read('software.filter', CONFIRMED);
    },

    async listPage(itemtype, page, rows) {
      requireClassic(itemtype);
      const answer = await read('software', { api: 'on', ...pageParams(page, rows) });
      return parsePage(answer, reading(itemtype, 'software'));
    },

    rowsByRemoteId: async itemtype => {
      throw notSold('remoteid', itemtype);
    },

    async balance() {
      const balances = parseBalance(await read('subaccount', { api: 'on' }));
      if (balances.length === 0) throw badAnswer('subaccount', 'no balance in it', 'passing');
      return balances;
    },

    async checkLogin() {
      await expecting('the list of licenses, <doc> with an <elem> for each', async () =>
        requireList(await read('software', { api: 'on', ...pageParams(1, 1) }), 'software'),
      );
    },
  };
}

function requireClassic(itemtype: Itemtype): void {
  if (!PRODUCT_TYPES[itemtype].classic) throw notSold(itemtype, 'classic');
}

function notSold(operation: string, about: string): Fault {
  return new Fault('not_sold_here', { object: operation, value: about });
}
