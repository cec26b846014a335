import { expect, test } from 'vitest';
import { LIFETIME } from '../../src/base/period.ts';
import { isBadDate, parseEndDate } from '../../src/vendor/end-date.ts';

test.each([
  ['2027-04-10', 1, '2027-04-10'],
  ['2099-12-31', 1, '2099-12-31'],
  ['9999-12-31', 1, { unread: '9999-12-31' }],
  ['9999-12-31', null, { unread: '9999-12-31' }],
  ['9999-12-31', LIFETIME, null],
  ['', LIFETIME, null],
  ['', 1, { unread: '' }],
])('the end date %j of a license of period %j is %j', (text, period, end) => {
  expect(parseEndDate(text, period)).toEqual(end);
});

test('a date beyond a hundred years is one to tell of', () => {
  const expiredate = parseEndDate('9999-12-31', null);
  expect(isBadDate({ expiredate, period: null })).toBe(true);
});
