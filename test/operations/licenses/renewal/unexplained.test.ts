import { describe, expect, test } from 'vitest';
import {
  countedAsPaid,
  explanationOf,
} from '../../../../src/operations/licenses/renewal/unexplained.ts';
import { aWorld, day } from '../../../support/a-world.ts';

const PAID = { paidUntil: day('2027-04-10') };
const dated = (expiredate: string | null, period = 1) => ({
  id: '1001',
  expiredate: expiredate === null ? null : day(expiredate),
  period,
});

describe('a date of a service paid until 10 April', () => {
  test.each([
    ['2027-04-10', 'explained'],
    ['2027-03-01', 'explained'],
    ['2027-04-19', 'explained'],
    ['2027-05-10', 'period'],
    ['2027-06-10', 'more'],
    ['2037-04-10', 'more'],
    [null, 'explained'],
  ])('%s is %s', async (date, is) => {
    expect(await explanationOf(aWorld().ctx, dated(date), PAID)).toBe(is);
  });

  test('is explained by a renewal that is under way, here or in BILLmanager alone', async () => {
    const world = aWorld();
    const service = world.order();
    const moved = { ...dated('2027-06-10'), id: service.id };
    expect(await explanationOf(world.ctx, moved, PAID)).toBe('more');
    const { runningOperation } = world.asked(service, 'prolong');
    expect(await explanationOf(world.ctx, moved, PAID)).toBe('explained');
    world.billmanager.operations.clear();
    const key = { command: 'prolong', item: service.id, runningOperation };
    await world.ctx.journal.begin(key, '7', {});
    expect(await explanationOf(world.ctx, moved, PAID)).toBe('explained');
  });
});

describe('what is counted as paid', () => {
  const counted = (date: string | null, end: string, paidUntil = PAID.paidUntil, period = 1) =>
    countedAsPaid(aWorld().ctx, dated(date, period), { paidUntil }, day(end));

  test('is the date as first seen', async () => {
    const first = await countedAsPaid(
      aWorld().ctx,
      dated('2027-05-01'),
      { paidUntil: null },
      day('2027-04-01'),
    );
    expect(first).toEqual({ paidUntil: '2027-05-01', seenExpiredate: null });
  });

  test('goes back with a date that went back on both sides, as after a refund', async () => {
    expect(await counted('2027-03-10', '2027-03-10')).toMatchObject({ paidUntil: '2027-03-10' });
  });

  test.each([
    ['on one side', '2027-03-10', '2027-04-10', 1],
    ['on the other', '2027-04-10', '2027-03-10', 1],
    ['for a trial', '2027-03-10', '2027-03-10', -100],
  ])('but not %s alone', async (_, date, end, period) => {
    expect(await counted(date, end, PAID.paidUntil, period)).toEqual({});
  });
});
