import { describe, expect, test } from 'vitest';
import { addMonths, type IsoDate, parseDate } from '../../../../src/base/dates.ts';
import {
  covers,
  isMonthEndGap,
  paidTarget,
  termsFor,
} from '../../../../src/operations/licenses/renewal/paid-period.ts';

const date = (text: string): IsoDate => {
  const parsed = parseDate(text);
  if (parsed === null) throw new Error(`${text} is no date`);
  return parsed;
};

describe('the date until which a renewal takes the client', () => {
  const renewal = (expiredate: string, paidUntil: string | null, more: object = {}) =>
    paidTarget({
      expiredate: date(expiredate),
      period: 1,
      paidUntil: paidUntil === null ? null : date(paidUntil),
      seenExpiredate: null,
      pending: 0,
      ...more,
    });

  test('is the service date when BILLmanager has moved it before the call', () => {
    expect(renewal('2027-03-10', '2027-02-10')).toBe('2027-03-10');
  });

  test('is a period further when the service date still stands where the client had paid until', () => {
    expect(renewal('2027-02-10', '2027-02-10')).toBe('2027-03-10');
  });

  test('is the service date when nothing is known of the service', () => {
    expect(renewal('2027-02-10', null)).toBe('2027-02-10');
  });

  test('tolerates a date that drifted by some days', () => {
    expect(renewal('2027-02-12', '2027-02-10')).toBe('2027-03-10');
    expect(renewal('2027-03-07', '2027-02-10')).toBe('2027-03-07');
  });

  test('counts the renewals begun before it that BILLmanager has not applied', () => {
    expect(renewal('2027-02-10', '2027-02-10', { pending: 1 })).toBe('2027-04-10');
    expect(renewal('2027-04-10', '2027-02-10', { pending: 1 })).toBe('2027-04-10');
  });

  test('follows a date that a person moved back', () => {
    expect(renewal('2027-02-10', '2027-06-10', { seenExpiredate: date('2027-05-10') })).toBe(
      '2027-02-10',
    );
  });

  test('buys nothing for a date that stayed behind what was paid: the last renewal may have been withdrawn', () => {
    expect(renewal('2027-01-10', '2027-02-10', { seenExpiredate: date('2027-01-10') })).toBe(
      '2027-01-10',
    );
  });

  test('is one period each when several wishes have moved the date before the first of them is carried out', () => {
    const targets: string[] = [];
    let paidUntil = date('2027-01-10');
    let seenExpiredate: IsoDate | null = null;
    for (let wish = 1; wish <= 3; wish++) {
      paidUntil = renewal('2027-04-10', paidUntil, { seenExpiredate });
      seenExpiredate = date('2027-04-10');
      targets.push(paidUntil);
    }
    expect(targets).toEqual(['2027-02-10', '2027-03-10', '2027-04-10']);
  });

  test('is the date itself when an earlier renewal, of which only the date was known, has reached it', () => {
    expect(renewal('2027-04-10', '2027-04-10', { seenExpiredate: date('2027-04-10') })).toBe(
      '2027-04-10',
    );
  });

  test.each([
    ['before the call', 1],
    ['after the call', 0],
  ])(
    'reaches every month once over three years when dates move %s, month ends and leap years among them',
    (_, shift) => {
      const start = date('2027-01-31');
      let paidUntil = addMonths(start, 1);
      let seen: IsoDate | null = null;
      for (let month = 2; month <= 36; month++) {
        const expiredate = addMonths(start, month - 1 + shift);
        const target = paidTarget({
          expiredate,
          period: 1,
          paidUntil,
          seenExpiredate: seen,
          pending: 0,
        });
        expect(
          Math.abs(Date.parse(target) - Date.parse(addMonths(start, month))),
        ).toBeLessThanOrEqual(3 * 86_400_000);
        paidUntil = target;
        seen = expiredate;
      }
    },
  );
});

describe('covering', () => {
  test('a lifetime covers everything', () => expect(covers(null, date('2099-01-01'))).toBe(true));
  test('three days less still cover', () =>
    expect(covers(date('2027-01-07'), date('2027-01-10'))).toBe(true));
  test('four days less do not', () =>
    expect(covers(date('2027-01-06'), date('2027-01-10'))).toBe(false));
});

describe('a gap of months of different lengths', () => {
  test.each([
    ['2027-03-28', '2027-03-31', true],
    ['2027-04-28', '2027-04-30', true],
    ['2027-03-27', '2027-03-30', false],
    ['2027-03-28', '2027-04-01', false],
    ['2027-03-10', '2027-03-12', false],
  ])('%s and %s: %s', (vendorEnd, serviceEnd, is) => {
    expect(isMonthEndGap(date(vendorEnd), date(serviceEnd))).toBe(is);
  });
});

describe('terms of a first order', () => {
  test.each([
    [1, 12, 1],
    [12, 1, 12],
    [12, 12, 1],
    [3, 2, 2],
    [12, 0, 1],
    [-100, 1, 1],
  ])('client %i months, upstream %i months: %i', (client, vendor, terms) => {
    expect(termsFor(client, vendor)).toBe(terms);
  });
});
