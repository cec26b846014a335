import { addDays, addMonths, type IsoDate } from '../../src/base/dates.ts';
import type { LicenseChange, OrderRequest } from '../../src/vendor/vendor.ts';
import { serviceIn } from '../support/remoteid.ts';
import type { ChargeWatch, Payer, Sold } from '../support/sold.ts';

/** Processes of a clone of the installation have names that begin so. */
export const CLONE = '[clone ';

/**
 * What a service's client has asked and paid for: the simulation's own truth, which no code under
 * test sees.
 */
export interface ServiceTruth {
  readonly item: string;
  /** Until when the client has paid; null for a lifetime. */
  paid: IsoDate | null;
  /**
   * What `paid` was before a withdrawal, and when that was: processes begun earlier may still act
   * on it.
   */
  withdrawn: { readonly paid: IsoDate | null; readonly at: number } | null;
  readonly period: number;
  /** Its time has begun; before, a late opening gives the client the whole period. */
  activated: boolean;
  /** Nobody has asked to close it or called its opening off. */
  wanted: boolean;
  /** It is asked to close it. */
  closing: boolean;
  /** Since when BILLmanager asks no license for it: it is closed, or its opening was called off. */
  unwantedAt: number;
  /** A resume is asked for: it may buy a term to end a lapse. */
  resuming: number;
  /** A person upstream has done something that BILLmanager's side cannot mend by itself. */
  spoilt: string;
  /** A person upstream has changed address or name. */
  touched: boolean;
  /** Its client has it from another one, whose service it was under another number. */
  changedHands: boolean;
  /** BILLmanager's database was put back: what the service had been told since is forgotten. */
  putBack: boolean;
  /** And so many days that its client had paid for. */
  forgottenDays: number;
  /** When it was ordered, or came under this number. */
  readonly bornAt: number;
  /** When BILLmanager forgot it. */
  goneAt: number;
  /** The service that had its number before. */
  readonly former: ServiceTruth | null;
}

/**
 * Watches the money, and whose each license is: each charge must be called for by what clients have
 * paid, at the moment in which it is made, and nothing of others is changed.
 */
export class Audit implements ChargeWatch {
  readonly truths = new Map<string, ServiceTruth>();
  readonly violations: string[] = [];
  charges = 0;
  /** Charges of a wish that had been charged already, where the vendor hid that. */
  doubled = 0;
  /** Licenses of others, and since when they are theirs. */
  readonly strangers = new Map<Sold, number>();
  /** Whom each license serves by what was ordered and written here; null: it was released. */
  readonly #holders = new Map<Sold, ServiceTruth | null>();
  /** The end of a license before it was renewed last. */
  readonly #renewed = new Map<Sold, IsoDate>();
  readonly #today: () => IsoDate;
  readonly #names: (item: string, license: Sold) => boolean;

  /** `names`: does a service of BILLmanager's have this license by its own parameter? */
  constructor(today: () => IsoDate, names: (item: string, license: Sold) => boolean) {
    this.#today = today;
    this.#names = names;
  }

  violate(text: string): void {
    this.violations.push(text);
  }

  /** undefined: it is none of ours; null: it is free. */
  holderOf(license: Sold): ServiceTruth | null | undefined {
    return this.#holders.get(license);
  }

  /** A service's licenses that are not deleted. */
  licensesOf(truth: ServiceTruth): readonly Sold[] {
    return [...this.#holders].flatMap(([license, holder]) =>
      holder === truth && license.status !== 'deleted' ? [license] : [],
    );
  }

  /** A license goes over to another service, in BILLmanager or by what is written upstream. */
  handOver(license: Sold, truth: ServiceTruth | null): void {
    this.#holders.set(license, truth);
  }

  ordered(license: Sold, { remoteid }: Pick<OrderRequest, 'remoteid'>, payer: Payer): void {
    this.charges += 1;
    this.#requireOriginal('order', payer);
    const truth = this.#truthOf(serviceIn(remoteid), payer);
    if (truth === undefined) {
      this.violate(`${payer.name} ordered for nobody: ${remoteid}`);
      return;
    }
    if (payer.startedAt > truth.unwantedAt)
      this.violate(
        `${payer.name} ordered for service ${truth.item}, which wants no license any more`,
      );
    const others = this.licensesOf(truth);
    this.#holders.set(license, truth);
    if (payer.isLate) license.isHidden = true;
    const [second] = others;
    if (second === undefined) return;
    const isHidden = payer.isLate === true || second.isHidden === true;
    if (isHidden && others.length === 1) this.doubled += 1;
    else
      this.violate(
        `${payer.name} ordered a second license for service ${truth.item}, which has ${second.id}`,
      );
  }

  prolonged(license: Sold, end: IsoDate, payer: Payer): void {
    this.charges += 1;
    const truth = this.#holders.get(license);
    if (!truth) {
      this.violate(`${payer.name} prolonged license ${license.id} for nobody`);
      return;
    }
    const lapsed = end <= this.#today() && truth.resuming > 0;
    // what a person bought in the meantime could not be known
    const known = license.extended.find(each => each.at >= payer.startedAt)?.end ?? end;
    const isDue = (from: IsoDate): boolean => this.#paidFor(truth, payer).some(paid => from < paid);
    const before = this.#renewed.get(license);
    this.#renewed.set(license, end);
    if (isDue(known) || lapsed) return;
    const isHidden = payer.isLate === true || license.isHidden === true;
    if (isHidden && before !== undefined && isDue(before)) this.doubled += 1;
    else
      this.violate(
        `${payer.name} prolonged license ${license.id} of service ${truth.item} beyond ${end}, paid until ${truth.paid}`,
      );
  }

  acted(license: Sold, func: string, change: LicenseChange | null, payer: Payer): void {
    this.#requireOriginal(`${func} on license ${license.id}`, payer);
    const theirs = this.strangers.get(license) ?? Number.POSITIVE_INFINITY;
    // an import binds what carries no remoteid
    const mayImport = payer.name.includes(' import]') && license.remoteid === '';
    if (payer.startedAt > theirs && !mayImport)
      this.violate(`${payer.name} did ${func} on license ${license.id}, which is somebody else's`);
    const holder = this.#holders.get(license);
    // another service that names it, as after a database was put back, takes it over
    const isTaken =
      change?.remoteid !== undefined && this.#names(serviceIn(change.remoteid), license);
    if (holder && payer.startedAt > holder.goneAt && !isTaken)
      this.violate(
        `${payer.name} did ${func} on license ${license.id} of service ${holder.item}, which is gone`,
      );
    if (change?.remoteid === undefined) return;
    const isFree = /-free-\d+$/.test(change.remoteid);
    const truth = isFree ? null : this.#truthOf(serviceIn(change.remoteid), payer);
    if (truth !== undefined) this.#holders.set(license, truth);
  }

  #requireOriginal(act: string, { name }: Payer): void {
    if (name.startsWith(CLONE)) this.violate(`${name} did ${act}, before a person has answered`);
  }

  /** The service that had this number when a process began. */
  #truthOf(item: string, { startedAt }: Payer): ServiceTruth | undefined {
    let truth = this.truths.get(item);
    while (truth?.former && truth.bornAt > startedAt) truth = truth.former;
    return truth;
  }

  /** The dates until which a process may rightly believe that the client has paid. */
  #paidFor(truth: ServiceTruth, payer: Payer): readonly IsoDate[] {
    const dates = [truth.paid];
    if (truth.withdrawn !== null && payer.startedAt <= truth.withdrawn.at)
      dates.push(truth.withdrawn.paid);
    if (truth.forgottenDays > 0 && truth.paid !== null)
      dates.push(addDays(truth.paid, truth.forgottenDays));
    if (!truth.activated) dates.push(this.#fromToday(truth.period));
    return dates.flatMap(date => date ?? []);
  }

  #fromToday(period: number): IsoDate {
    return addMonths(this.#today(), Math.max(period, 1));
  }
}
