import { describe, expect, test } from 'vitest';
import type { OperationRow } from '../../../src/journal/records.ts';
import { isNewByAge, isNewByDate } from '../../../src/operations/engine/repeated-call.ts';
import { day } from '../../support/a-world.ts';

const HOUR = 3_600_000;
const ENDED = new Date('2027-03-10T12:00:00Z');
const later = (hours: number) => new Date(ENDED.getTime() + hours * HOUR);

/** A renewal that is finished: it found this date, and took the client this far. */
const finished = (expiredate: string, target: string): OperationRow => ({
  id: 1,
  command: 'prolong',
  item: '117',
  runningOperation: '9',
  module: '7',
  state: 'done',
  fingerprint: '',
  attempts: 1,
  facts: { expiredate, target, period: '1' },
  outcome: {},
  createdAt: ENDED,
  updatedAt: ENDED,
});

test('an id that comes again within a day is a repetition, later a new wish', () => {
  const ended = finished('', '');
  expect(isNewByAge(ended, later(23.9))).toBe(false);
  expect(isNewByAge(ended, later(24))).toBe(true);
});

describe('a renewal under a used id', () => {
  const MOVED_BEFORE = finished('2027-04-10', '2027-04-10');
  const MOVED_AFTER = finished('2027-03-10', '2027-04-10');

  test.each([
    ['the date stands where it took it', MOVED_BEFORE, '2027-04-10', 1, false],
    [
      '... also after long, where dates move before the call',
      MOVED_BEFORE,
      '2027-04-10',
      999,
      false,
    ],
    ['... but not where they move afterwards', MOVED_AFTER, '2027-04-10', 999, true],
    ['the date has gone a period further', MOVED_AFTER, '2027-05-10', 1, true],
    [
      '... which may be its own move where dates move after the call',
      MOVED_BEFORE,
      '2027-05-10',
      1,
      false,
    ],
    ['... until it is old', MOVED_BEFORE, '2027-05-10', 999, true],
    ['the date has not come so far', MOVED_AFTER, '2027-03-10', 999, false],
  ])('is a new wish when %s', (_, ended, date, hours, is) => {
    const service = { expiredate: day(date), paidUntil: null };
    expect(isNewByDate(ended, later(hours), service)).toBe(is);
  });

  test('is explained by what later renewals have paid', () => {
    const service = { expiredate: day('2027-05-10'), paidUntil: day('2027-05-10') };
    expect(isNewByDate(MOVED_AFTER, later(1), service)).toBe(false);
  });

  test('is judged by its age where dates are not told', () => {
    const service = { expiredate: null, paidUntil: null };
    expect(isNewByDate(MOVED_AFTER, later(1), service)).toBe(false);
    expect(isNewByDate(MOVED_AFTER, later(24), service)).toBe(true);
  });
});
