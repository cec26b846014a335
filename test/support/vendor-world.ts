import { addDays, addMonths, dateOf, type IsoDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { LIFETIME, TRIAL } from '../../src/base/period.ts';
import type {
  Abilities,
  Itemtype,
  License,
  LicenseChange,
  OrderRequest,
} from '../../src/vendor/vendor.ts';
import { Random } from './random.ts';
import type { WorldSettings } from './settings.ts';
import { type ChargeWatch, type Payer, type Sold, withoutInside } from './sold.ts';
import type { Timeline } from './timeline.ts';
import { costOf, priceList } from './vendor-prices.ts';
import { noQuirks, type VendorQuirks } from './vendor-quirks.ts';

const LOCK_DAYS = 31;

/**
 * The license vendor: what it has sold, to whom, for how much. Methods carry out one request each,
 * all of it or a Fault.
 */
export class VendorWorld {
  readonly licenses = new Map<string, Sold>();
  balance = 10_000;
  /** The upstream user's filter of the list; null: none. */
  filter: ((license: Sold) => boolean) | null = null;
  priceList = priceList();
  quirks: VendorQuirks = noQuirks;
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
  readonly watch: ChargeWatch;
  readonly #settings: WorldSettings;
  readonly #timeline: Timeline;
  readonly #random: Random;
  #lastId = 100;
  #priceFactor = 1;

  constructor(seed: number, settings: WorldSettings, timeline: Timeline, watch: ChargeWatch) {
    this.#settings = settings;
    this.#timeline = timeline;
    this.watch = watch;
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
    const same = this.quirks.merges && payer !== null ? this.#sameOrder(wish) : undefined;
    if (same) {
      this.quirks.noticed('merged');
      same.orders.push(wish.remoteid);
      return { id: same.id };
    }
    this.#pay(period);
    const today = this.today();
    const remoteid = payer === null ? wish.remoteid : this.#kept(wish.remoteid);
    const license: Sold = {
      id: String(++this.#lastId),
      itemtype: wish.itemtype ?? 'soft',
      parentItem: wish.parentItem ?? '',
      pricelist: wish.pricelist,
      period,
      ip: wish.ip,
      licname: wish.licname,
      remoteid,
      addons: new Map(wish.addons),
      status: 'processing',
      readyAt: this.#timeline.now + this.#random.whole(0, this.#settings.preparation) * 1000,
      lickey: '',
      createdate: today,
      expiredate: endAfter(today, period),
      ipChangeDate: null,
      lickeyChangeDate: null,
      extended: [],
      orders: [wish.remoteid],
      byHand: payer === null,
      isAltered: remoteid !== wish.remoteid,
      past: [{ until: this.#timeline.now, before: null }],
    };
    if (payer !== null) this.watch.ordered(license, wish, payer);
    this.licenses.set(license.id, license);
    return { id: license.id };
  }

  prolong(id: string, period: number, payer: Payer | null): { expiredate: IsoDate | null } {
    const license = this.#present(id);
    if (license.expiredate === null || license.period === TRIAL || license.unrenewable)
      throw refused('value', 'period');
    this.#pay(period);
    const before = license.expiredate;
    if (payer !== null) this.watch.prolonged(license, before, payer);
    else license.extended.push({ end: before, at: this.#seenAt });
    license.expiredate = addMonths(before, period);
    if (this.quirks.liftsByRenewal && license.status === 'suspended') {
      license.status = 'active';
      this.quirks.noticed('nonpayment');
    }
    return { expiredate: this.#settings.tellsEnd ? license.expiredate : null };
  }

  /** `lag`: its answer tells what was so long ago. */
  read(id: string, lag = this.quirks.formLag): License | null {
    const present = this.licenses.get(id);
    if (present !== undefined) this.#bringToPresent(present);
    const license = present && this.#asOf(present, lag);
    if (license === undefined) return null;
    if (license.status === 'deleted' && !this.#settings.deletedForm) return null;
    const { endUnread, ...facts } = license;
    return {
      ...withoutInside(facts),
      name: 'license',
      addons: new Map(facts.addons),
      expiredate: endUnread === undefined ? facts.expiredate : { unread: endUnread },
      cost: '5.00',
      ...(present?.autoprolong === true ? { renewsItself: true as const } : {}),
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
      .flatMap(each => this.read(each.id, this.quirks.listLag) ?? [])
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
    if (remoteid !== undefined) license.remoteid = byPerson ? remoteid : this.#kept(remoteid);
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
    this.#notePast(license);
    return license;
  }

  /** Only where answers lag does anybody ask for it. */
  #notePast(license: Sold): void {
    if (this.quirks.listLag + this.quirks.formLag === 0) return;
    const before = { ...license, addons: new Map(license.addons) };
    license.past.push({ until: this.#timeline.now, before });
  }

  /** undefined: it was not there yet. */
  #asOf(license: Sold, lag: number): Sold | undefined {
    if (lag === 0) return license;
    const moment = this.#timeline.now - lag;
    const earlier = license.past.find(each => each.until > moment);
    if (earlier === undefined) return license;
    license.isHidden = true;
    this.quirks.noticed('lag');
    return earlier.before ?? undefined;
  }

  #kept(remoteid: string): string {
    const kept = this.quirks.kept(remoteid);
    if (kept !== remoteid) this.quirks.noticed('remoteids');
    return kept;
  }

  #sameOrder({ ip, pricelist }: Pick<OrderRequest, 'ip' | 'pricelist'>): Sold | undefined {
    return [...this.licenses.values()].find(
      each =>
        !each.byHand && each.ip === ip && each.pricelist === pricelist && each.status !== 'deleted',
    );
  }

  /**
   * What the upstream does by itself: it prepares what was ordered, and suspends what has run out.
   */
  #bringToPresent(license: Sold): void {
    if (license.lickey === '' && this.#timeline.now >= license.readyAt) {
      if (license.status === 'processing') license.status = 'active';
      license.lickey = this.#key(license);
    }
    this.#renewByItself(license);
    const hasRunOut = license.expiredate !== null && license.expiredate < this.today();
    if (license.status === 'active' && hasRunOut && this.#settings.lapses)
      license.status = 'suspended';
  }

  /** Prices against those at first. */
  setPrices(factor: number): void {
    this.#priceFactor = factor;
    this.priceList = priceList(factor);
  }

  /** The license gets another id. */
  renumber(id: string): void {
    const license = this.#present(id, true);
    this.licenses.delete(id);
    license.id = String(++this.#lastId);
    this.licenses.set(license.id, license);
  }

  /** From when on forms tell what happens now. */
  get #seenAt(): number {
    return this.#timeline.now + this.quirks.formLag;
  }

  /** On its last day, and as often as it was not looked at since. */
  #renewByItself(license: Sold): void {
    if (!license.autoprolong || license.status !== 'active' || license.period <= 0) return;
    const cost = costOf(license.period, this.#priceFactor);
    while (license.expiredate !== null && license.expiredate <= this.today()) {
      if (this.balance < cost) return;
      this.balance -= cost;
      license.extended.push({ end: license.expiredate, at: this.#seenAt });
      license.expiredate = addMonths(license.expiredate, license.period);
      this.quirks.noticed('autoprolong');
    }
  }

  checkAddress(ip: string): void {
    if (this.refusedAddresses.has(ip)) throw new Fault('address_refused', { value: ip });
  }

  #key(license: Sold): string {
    return `KEY-${license.id}-${this.#random.whole(1000, 999_999)}`;
  }

  #pay(period: number): void {
    const cost = costOf(period, this.#priceFactor);
    if (this.balance < cost) {
      this.quirks.noticed('money');
      throw new Fault('upstream_money', { value: 'not enough' });
    }
    this.balance -= cost;
  }
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
