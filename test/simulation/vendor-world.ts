import { addDays, addMonths, dateOf, type IsoDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { LIFETIME, TRIAL } from '../../src/base/period.ts';
import type {
  License,
  LicenseChange,
  OrderRequest,
  UpstreamStatus,
} from '../../src/vendor/vendor.ts';
import type { Audit, Payer } from './audit.ts';
import type { WorldSettings } from './plan.ts';
import { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

export const PRICES: readonly (readonly [period: number, cost: number])[] = [
  [1, 5],
  [3, 14],
  [12, 50],
  [0, 190],
];
const LOCK_DAYS = 31;

export interface Sold {
  readonly id: string;
  pricelist: string;
  readonly period: number;
  ip: string;
  licname: string;
  remoteid: string;
  readonly addons: Map<string, number>;
  status: UpstreamStatus;
  readonly readyAt: number;
  lickey: string;
  readonly createdate: IsoDate;
  expiredate: IsoDate | null;
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
  readonly #settings: WorldSettings;
  readonly #timeline: Timeline;
  readonly #audit: Audit;
  readonly #random: Random;
  #lastId = 100;

  constructor(seed: number, settings: WorldSettings, timeline: Timeline, audit: Audit) {
    this.#settings = settings;
    this.#timeline = timeline;
    this.#audit = audit;
    this.#random = new Random('upstream', seed);
  }

  today(): IsoDate {
    return dateOf(new Date(this.#timeline.now + this.#settings.zone * 3_600_000));
  }

  order(wish: Omit<OrderRequest, 'itemtype'>, payer: Payer | null): { id: string } {
    const period = Number(wish.period);
    this.#pay(costOf(period));
    const today = this.today();
    const license: Sold = {
      id: String(++this.#lastId),
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
    if (payer !== null) this.#audit.ordered(license, [...this.licenses.values()], payer);
    this.licenses.set(license.id, license);
    return { id: license.id };
  }

  prolong(id: string, period: number, payer: Payer | null): { expiredate: IsoDate | null } {
    const license = this.#present(id);
    if (license.expiredate === null || license.period === TRIAL) throw refused('value', 'period');
    this.#pay(costOf(period));
    const before = license.expiredate;
    if (payer !== null) this.#audit.prolonged(license, before, payer);
    else license.extended.push({ end: before, at: this.#timeline.now });
    license.expiredate = addMonths(before, period);
    return { expiredate: this.#settings.tellsEnd ? license.expiredate : null };
  }

  read(id: string): License | null {
    const license = this.licenses.get(id);
    if (license === undefined) return null;
    if (license.status === 'deleted' && !this.#settings.deletedForm) return null;
    this.#bringToPresent(license);
    const { createdate, readyAt, byHand, extended, ...facts } = license;
    return {
      ...facts,
      itemtype: 'soft',
      name: 'license',
      createdate,
      addons: new Map(facts.addons),
      cost: '5.00',
      parentItem: '',
    };
  }

  /** Rows come as they stand now: between two pages of a reading they may move. */
  page(number: number, rows: number): readonly License[] {
    const size = Math.min(rows, this.#settings.rowsPerPage);
    const all = [...this.licenses.values()]
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
    const { ip, licname, remoteid, addons } = change;
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
