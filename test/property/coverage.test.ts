import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, dateOf, daysBetween, type IsoDate } from '../../src/base/dates.ts';
import {
  covers,
  paidTarget,
  SLACK_DAYS,
  termsFor,
} from '../../src/operations/licenses/renewal/paid-period.ts';
import { runs } from './runs.ts';

const DAY_MS = 86_400_000;
const anyStart = fc
  .integer({ min: Date.UTC(2024, 0, 1) / DAY_MS, max: Date.UTC(2032, 11, 31) / DAY_MS })
  .map(day => dateOf(new Date(day * DAY_MS)));
const anyTerm = fc.constantFrom(1, 2, 3, 6, 12, 24);
const anyReading = fc.constantFrom('before' as const, 'after' as const);

/**
 * One client's years: what is asked, how late the module is called for it, whether further wishes
 * come before that.
 */
const anyWishes = fc.array(fc.record({ queued: fc.integer({ min: 0, max: 3 }) }), {
  minLength: 1,
  maxLength: 12,
});

/**
 * What a reseller does for one client, told in the plainest way: `paid` is moved by each wish,
 * terms are bought until the license covers it. The code under test sees only what BILLmanager
 * shows: the service's date, moved before or after the call.
 */
class Ledger {
  paid: IsoDate;
  shown: IsoDate;
  end: IsoDate;
  knownPaid: IsoDate | null;
  seen: IsoDate | null = null;
  charges = 0;
  readonly needless: string[] = [];
  readonly clientTerm: number;
  readonly upstreamTerm: number;

  constructor(start: IsoDate, clientTerm: number, upstreamTerm: number, lateDays: number) {
    this.clientTerm = clientTerm;
    this.upstreamTerm = upstreamTerm;
    this.paid = addMonths(start, clientTerm);
    this.shown = this.paid;
    this.knownPaid = this.paid;
    this.end = addMonths(addDays(start, lateDays), upstreamTerm);
    for (let term = 1; term < termsFor(clientTerm, upstreamTerm); term++) this.buy();
  }

  wish(reading: 'before' | 'after'): void {
    this.paid = addMonths(this.paid, this.clientTerm);
    if (reading === 'before') this.shown = addMonths(this.shown, this.clientTerm);
  }

  /** What prolong does. */
  carryOut(reading: 'before' | 'after'): void {
    const { shown } = this;
    const target = paidTarget({
      expiredate: shown,
      period: this.clientTerm,
      paidUntil: this.knownPaid,
      seenExpiredate: this.seen,
      pending: 0,
    });
    while (!covers(this.end, target)) this.buy();
    this.knownPaid = target;
    this.seen = shown;
    if (reading === 'after') this.shown = addMonths(this.shown, this.clientTerm);
  }

  buy(): void {
    if (this.end >= this.paid) this.needless.push(`at ${this.end}, paid until ${this.paid}`);
    this.end = addMonths(this.end, this.upstreamTerm);
    this.charges += 1;
  }
}

/** Month ends drift: 31 January and a month is 28 February, and so are 28 January and a month. */
const DRIFT_DAYS = 3;

describe('a client who renews and renews', () => {
  test('gets every paid day, and nothing is bought beyond it, whatever the terms and whenever dates move', () => {
    fc.assert(
      fc.property(
        anyStart,
        anyTerm,
        anyTerm,
        anyReading,
        anyWishes,
        fc.integer({ min: 0, max: 20 }),
        (start, clientTerm, upstreamTerm, reading, wishes, lateDays) => {
          const ledger = new Ledger(start, clientTerm, upstreamTerm, lateDays);
          for (const { queued } of wishes) {
            for (let each = 0; each <= queued; each++) ledger.wish(reading);
            for (let each = 0; each <= queued; each++) ledger.carryOut(reading);
            expect(daysBetween(ledger.end, ledger.paid)).toBeLessThanOrEqual(
              SLACK_DAYS + DRIFT_DAYS,
            );
          }
          expect(ledger.needless).toEqual([]);
        },
      ),
      runs(3000),
    );
  });

  test('is charged as often as the terms need: the last one is never without need', () => {
    fc.assert(
      fc.property(
        anyStart,
        anyTerm,
        anyTerm,
        anyReading,
        anyWishes,
        (start, mine, theirs, reading, wishes) => {
          const ledger = new Ledger(start, mine, theirs, 0);
          for (const _ of wishes) {
            ledger.wish(reading);
            ledger.carryOut(reading);
          }
          const months = mine * (wishes.length + 1);
          expect(ledger.charges + 1).toBe(Math.ceil(months / theirs));
        },
      ),
      runs(3000),
    );
  });

  test('after the loss of all that was known, nothing is bought twice', () => {
    fc.assert(
      fc.property(
        anyStart,
        anyTerm,
        anyTerm,
        anyReading,
        fc.nat(8),
        (start, mine, theirs, reading, lostAfter) => {
          const ledger = new Ledger(start, mine, theirs, 0);
          for (let wish = 0; wish < 9; wish++) {
            if (wish === lostAfter) {
              ledger.knownPaid = null;
              ledger.seen = null;
            }
            ledger.wish(reading);
            ledger.carryOut(reading);
          }
          expect(ledger.needless).toEqual([]);
          // what is missing is at most the one renewal whose date was taken as moved; it is bought
          // when it falls due
          expect(daysBetween(ledger.end, ledger.paid)).toBeLessThanOrEqual(
            31 * mine + SLACK_DAYS + DRIFT_DAYS,
          );
        },
      ),
      runs(2000),
    );
  });
});
