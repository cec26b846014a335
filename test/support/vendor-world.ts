import { addDays, addMonths, dateOf, type IsoDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { LIFETIME, TRIAL } from '../../src/base/period.ts';
import type {
  Abilities,
  Itemtype,
  License,
  LicenseChange,
  OrderRequest,
  UpstreamPricelist,
  UpstreamStatus,
} from '../../src/vendor/vendor.ts';
import { Random } from './random.ts';
import type { WorldSettings } from './settings.ts';
import type { Timeline } from './timeline.ts';

export const PRICES: readonly (readonly [period: number, cost: number])[] = [
  [1, 5],
  [3, 14],
  [12, 50],
  [0, 190],
];
const LOCK_DAYS = 31;

const EUR = {
  currency: 'EUR',
  periods: PRICES.map(([period, cost]) => ({ period, cost: cost.toFixed(2) })),
};

const PRICE_LIST: readonly UpstreamPricelist[] = ['3541', '4601', '5577', '5579'].map(id => ({
  id,
  name: id,
  intname: id,
  itemtype: 'soft',
  additionintname: '',
  prices: [EUR],
  addons: [{ id: '4602', name: 'Nodes', addonlimit: 1, addonmax: null, prices: [EUR] }],
}));

/** Who asked upstream for something that costs money. */
export interface Payer {
  readonly name: string;
  readonly startedAt: number;
}

/** Is told of each charge before it is made. */
export interface ChargeWatch {
  ordered(license: Sold, others: readonly Sold[], payer: Payer): void;
  prolonged(license: Sold, end: IsoDate, payer: Payer): void;
}

export interface Sold {
  readonly id: string;
  readonly itemtype: Itemtype;
  pricelist: string;
  readonly period: number;
  ip: string;
  licname: string;
  remoteid: string;
  /** addition: the license that it belongs to. */
  parentItem: string;
  readonly addons: Map<string, number>;
  status: UpstreamStatus;
  readonly readyAt: number;
  lickey: string;
  readonly createdate: IsoDate;
  expiredate: IsoDate | null;
  /** What answers tell in place of the end date. */
  endUnread?: string;
  ipChangeDate: IsoDate | null;
  lickeyChangeDate: IsoDate | null;
  /** What people have bought for it by hand: its end before, and when that was. */
  readonly extended: { readonly end: IsoDate; readonly at: number }[];
  /** Bought by a person in the web interface. */
  readonly byHand: boolean;
}

/**
 * The license vendor: what it has sold, to whom, for how much. Methods carry out one request each,
 * all of it or a Fault.
 */
export class VendorWorld {
  readonly licenses = new Map<string, Sold>();
  balance = 10_000;
  /** The upstream user's filter of the list; null: none. */
  filter: ((license: Sold) => boolean) | null = null;
  priceList = PRICE_LIST;
  /** Addresses that no license is sold for. */
  readonly refusedAddresses = new Set<string>();
  abilities: Abilities = {
    remoteid: true,
    prolong: true,
    delete: true,
    newKey: true,
    changePricelist: true,
    priceList: true,
  };
  readonly #settings: WorldSettings;
  readonly #timeline: Timeline;
  readonly #watch: ChargeWatch;
  readonly #random: Random;
  #lastId = 100;

  constructor(seed: number, settings: WorldSettings, timeline: Timeline, watch: ChargeWatch) {
    this.#settings = settings;
    this.#timeline = timeline;
    this.#watch = watch;
    this.#random = new Random('upstream', seed);
  }

  today(): IsoDate {
    return dateOf(new Date(this.#timeline.now + this.#settings.zone * 3_600_000));
  }

  order(
    wish: Omit<OrderRequest, 'itemtype'> & { readonly itemtype?: Itemtype },
    payer: Payer | null,
  ): { id: string } {
    const period = Number(wish.period);
    this.#pay(costOf(period));
    const today = this.today();
    const license: Sold = {
      id: String(++this.#lastId),
      itemtype: wish.itemtype ?? 'soft',
      parentItem: wish.parentItem ?? '',
      pricelist: wish.pricelist,
      period,
      ip: wish.ip,
      licname: wish.licname,
      remoteid: wish.remoteid,
      addons: new Map(wish.addons),
      status: 'processing',
      readyAt: this.#timeline.now + this.#random.whole(0, this.#settings.preparation) * 1000,
      lickey: '',
      createdate: today,
      expiredate: endAfter(today, period),
      ipChangeDate: null,
      lickeyChangeDate: null,
      extended: [],
      byHand: payer === null,
    };
    if (payer !== null) this.#watch.ordered(license, [...this.licenses.values()], payer);
    this.licenses.set(license.id, license);
    return { id: license.id };
  }

  prolong(id: string, period: number, payer: Payer | null): { expiredate: IsoDate | null } {
    const license = this.#present(id);
    if (license.expiredate === null || license.period === TRIAL) throw refused('value', 'period');
    this.#pay(costOf(period));
    const before = license.expiredate;
    if (payer !== null) this.#watch.prolonged(license, before, payer);
    else license.extended.push({ end: before, at: this.#timeline.now });
    license.expiredate = addMonths(before, period);
    return { expiredate: this.#settings.tellsEnd ? license.expiredate : null };
  }

  read(id: string): License | null {
    const license = this.licenses.get(id);
    if (license === undefined) return null;
    if (license.status === 'deleted' && !this.#settings.deletedForm) return null;
    this.#bringToPresent(license);
    const { createdate, readyAt, byHand, extended, endUnread, ...facts } = license;
    return {
      ...facts,
      name: 'license',
      createdate,
      addons: new Map(facts.addons),
      expiredate: endUnread === undefined ? facts.expiredate : { unread: endUnread },
      cost: '5.00',
    };
  }

  /** Rows come as they stand now: between two pages of a reading they may move. */
  page(itemtype: Itemtype, number: number, rows: number): readonly License[] {
    const size = Math.min(rows, this.#settings.rowsPerPage);
    const all = [...this.licenses.values()]
      .filter(each => each.itemtype === itemtype)
      .filter(each => this.filter === null || this.filter(each))
      .filter(each => each.status !== 'deleted' || this.#settings.deletedForm);
    if (this.#settings.listOrder === 'newest') all.reverse();
    return all
      .slice((number - 1) * size, number * size)
      .flatMap(each => this.read(each.id) ?? [])
      .map(license => ({ ...license, lickey: '' }));
  }

  change(id: string, change: LicenseChange, byPerson = false): void {
    const license = this.#present(id);
    const { ip, licname, remoteid, parentItem, addons } = change;
    if (ip !== undefined && ip !== license.ip) {
      const today = this.today();
      const free =
        license.ipChangeDate === null || addDays(license.ipChangeDate, LOCK_DAYS) <= today;
      if (!free && !byPerson) throw refused('refused', 'ip');
      license.ip = ip;
      license.ipChangeDate = today;
    }
    license.licname = licname ?? license.licname;
    license.remoteid = remoteid ?? license.remoteid;
    license.parentItem = parentItem ?? license.parentItem;
    for (const [addon, amount] of addons ?? []) license.addons.set(addon, amount);
  }

  newKey(id: string): string {
    const license = this.#present(id);
    const { lickeyChangeDate } = license;
    if (lickeyChangeDate !== null && addDays(lickeyChangeDate, LOCK_DAYS) > this.today())
      throw refused('refused', 'newkey');
    license.lickey = this.#key(license);
    license.lickeyChangeDate = this.today();
    return license.lickey;
  }

  setStatus(id: string, status: 'active' | 'suspended' | 'deleted'): void {
    const license = this.#present(id, status === 'deleted');
    if (status === 'active' && license.expiredate !== null && license.expiredate < this.today())
      throw refused('refused', 'expired');
    license.status = status;
  }

  changePricelist(id: string, pricelist: string): void {
    this.#present(id).pricelist = pricelist;
  }

  /** A license that is there, prepared as far as it is by now. Fault upstream_missed. */
  #present(id: string, mayBeInWork = false): Sold {
    const license = this.licenses.get(id);
    if (license === undefined || license.status === 'deleted')
      throw new Fault('upstream_missed', { object: 'elid', value: id });
    this.#bringToPresent(license);
    if (license.status === 'processing' && this.#settings.stern && !mayBeInWork)
      throw refused('refused', 'still being processed');
    return license;
  }

  /**
   * What the upstream does by itself: it prepares what was ordered, and suspends what has run out.
   */
  #bringToPresent(license: Sold): void {
    if (license.lickey === '' && this.#timeline.now >= license.readyAt) {
      if (license.status === 'processing') license.status = 'active';
      license.lickey = this.#key(license);
    }
    const hasRunOut = license.expiredate !== null && license.expiredate < this.today();
    if (license.status === 'active' && hasRunOut && this.#settings.lapses)
      license.status = 'suspended';
  }

  checkAddress(ip: string): void {
    if (this.refusedAddresses.has(ip)) throw new Fault('address_refused', { value: ip });
  }

  #key(license: Sold): string {
    return `KEY-${license.id}-${this.#random.whole(1000, 999_999)}`;
  }

  #pay(cost: number): void {
    if (this.balance < cost) throw new Fault('upstream_money', { value: 'not enough' });
    this.balance -= cost;
  }
}

function costOf(period: number): number {
  const cost = PRICES.find(([each]) => each === period)?.[1];
  if (cost === undefined) throw refused('value', 'period');
  return cost;
}

function endAfter(date: IsoDate, period: number): IsoDate | null {
  return period === LIFETIME ? null : addMonths(date, period);
}

function refused(type: 'value' | 'refused', about: string): Fault {
  return new Fault(type === 'value' ? 'upstream_value' : 'upstream_refused', {
    object: about,
    value: about,
  });
}
