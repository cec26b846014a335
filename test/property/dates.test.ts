import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dateOf,
  daysBetween,
  laterDate,
  parseDate,
} from '../../src/base/dates.ts';
import { runs } from './runs.ts';

const DAY_MS = 86_400_000;
/** 1971 to 2199: month ends, leap years, the century that is none (2100). */
const anyDate = fc
  .integer({ min: Date.UTC(1971, 0, 1) / DAY_MS, max: Date.UTC(2199, 11, 31) / DAY_MS })
  .map(day => dateOf(new Date(day * DAY_MS)));
const anyMonths = fc.integer({ min: 0, max: 240 });
const anyDays = fc.integer({ min: -4000, max: 4000 });

const dayOf = (date: string): number => Number(date.slice(8));
const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));

describe('calendar dates', () => {
  test('months later is that many months later, on the same day or the last one of its month', () => {
    fc.assert(
      fc.property(anyDate, anyMonths, (date, months) => {
        const later = addMonths(date, months);
        expect(monthOf(later)).toBe(monthOf(date) + months);
        if (dayOf(later) !== dayOf(date)) {
          expect(dayOf(later)).toBeLessThan(dayOf(date));
          expect(dayOf(addDays(later, 1))).toBe(1);
        }
      }),
      runs(2000),
    );
  });

  test('months keep the order of dates', () => {
    fc.assert(
      fc.property(anyDate, anyDate, anyMonths, (a, b, months) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        expect(addMonths(first, months) <= addMonths(second, months)).toBe(true);
      }),
      runs(2000),
    );
  });

  test('days there and back end where they began, and are as many as counted', () => {
    fc.assert(
      fc.property(anyDate, anyDays, (date, days) => {
        const other = addDays(date, days);
        expect(addDays(other, -days)).toBe(date);
        expect(daysBetween(date, other)).toBe(days);
        expect(daysBetween(other, date)).toBe(days === 0 ? 0 : -days);
        expect(laterDate(date, other)).toBe(days > 0 ? other : date);
      }),
      runs(2000),
    );
  });

  test('whatever is read as a date exists in the calendar; whatever else is none', () => {
    const text = fc.oneof(
      anyDate,
      fc.string({ maxLength: 24 }),
      fc.stringMatching(/^\d{4}-\d{2}-\d{2}( \d\d:\d\d:\d\d)?$/),
    );
    fc.assert(
      fc.property(text, given => {
        const read = parseDate(given);
        if (read === null) return;
        expect(given.trim().startsWith(read)).toBe(true);
        expect(dateOf(new Date(`${read}T12:00:00Z`))).toBe(read);
      }),
      runs(3000),
    );
  });
});
