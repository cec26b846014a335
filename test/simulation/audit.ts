import { addMonths, type IsoDate } from '../../src/base/dates.ts';
import { serviceIn } from '../support/remoteid.ts';
import type { ChargeWatch, Payer, Sold } from '../support/vendor-world.ts';

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
}

/**
 * Watches the money: each charge must be called for by what clients have paid, at the moment in
 * which it is made.
 */
export class Audit implements ChargeWatch {
  readonly truths = new Map<string, ServiceTruth>();
  readonly violations: string[] = [];
  charges = 0;
  readonly #today: () => IsoDate;

  constructor(today: () => IsoDate) {
    this.#today = today;
  }

  violate(text: string): void {
    this.violations.push(text);
  }

  ordered(license: Sold, others: readonly Sold[], payer: Payer): void {
    this.charges += 1;
    const truth = this.truths.get(serviceIn(license.remoteid));
    if (truth === undefined) {
      this.violate(`${payer.name} ordered for nobody: ${license.remoteid}`);
      return;
    }
    if (payer.startedAt > truth.unwantedAt)
      this.violate(
        `${payer.name} ordered for service ${truth.item}, which wants no license any more`,
      );
    const second = others.find(
      each => serviceIn(each.remoteid) === serviceIn(license.remoteid) && each.status !== 'deleted',
    );
    if (second !== undefined)
      this.violate(
        `${payer.name} ordered a second license for service ${truth.item}, which has ${second.id}`,
      );
  }

  prolonged(license: Sold, end: IsoDate, payer: Payer): void {
    this.charges += 1;
    const truth = this.truths.get(serviceIn(license.remoteid));
    if (truth === undefined) {
      this.violate(`${payer.name} prolonged license ${license.id} for nobody`);
      return;
    }
    const lapsed = end <= this.#today() && truth.resuming > 0;
    // what a person bought in the meantime could not be known
    const known = license.extended.find(each => each.at >= payer.startedAt)?.end ?? end;
    const isDue = this.#paidFor(truth, payer).some(paid => known < paid);
    if (!isDue && !lapsed)
      this.violate(
        `${payer.name} prolonged license ${license.id} of service ${truth.item} beyond ${end}, paid until ${truth.paid}`,
      );
  }

  /** The dates until which a process may rightly believe that the client has paid. */
  #paidFor(truth: ServiceTruth, payer: Payer): readonly IsoDate[] {
    const dates = [truth.paid];
    if (truth.withdrawn !== null && payer.startedAt <= truth.withdrawn.at)
      dates.push(truth.withdrawn.paid);
    if (!truth.activated) dates.push(this.#fromToday(truth.period));
    return dates.flatMap(date => date ?? []);
  }

  #fromToday(period: number): IsoDate {
    return addMonths(this.#today(), Math.max(period, 1));
  }
}
