import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../../src/base/fault.ts';
import { withLockNamed } from '../../../../src/operations/licenses/license/address-lock.ts';
import { aWorld, day, TODAY } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

/** A change that the vendor answers with this fault, of a license last moved on this day. */
async function refused(type: FaultType, ipChangeDate: string | null) {
  const { ctx, order, sold } = aWorld();
  const target = await targetFor(ctx, order());
  // the vendor's day is known once it has answered
  await target.vendor.balance();
  const { id } = sold({ ipChangeDate: ipChangeDate === null ? null : day(ipChangeDate) });
  const wish = { id, ip: '192.0.2.8' };
  return withLockNamed(ctx, target, wish, () => Promise.reject(new Fault(type))).catch(
    (error: unknown) => error,
  );
}

describe('a refusal to move a license', () => {
  test('is told as the lock, with the day from which it may be moved', async () => {
    expect(await refused('upstream_refused', TODAY)).toMatchObject({
      type: 'address_locked',
      object: '192.0.2.8',
      value: '2027-04-10',
    });
    expect(await refused('upstream_value', '2027-03-01')).toMatchObject({ value: '2027-04-01' });
  });

  test('counts a day that is still to come as the first one', async () => {
    expect(await refused('upstream_refused', '2027-03-20')).toMatchObject({
      type: 'address_locked',
      value: '2027-03-20',
    });
  });

  test.each([null, '2027-02-07', '2026-01-01'])(
    'that no lock explains (last moved %s) is told as it is',
    async date => {
      expect(await refused('upstream_refused', date)).toMatchObject({ type: 'upstream_refused' });
    },
  );

  test.each([
    'address_refused',
    'license_gone',
    'upstream_unreachable',
    'upstream_answer_lost',
  ] as const)('by %s has nothing to do with the lock', async type => {
    expect(await refused(type, TODAY)).toMatchObject({ type });
  });
});

test('what goes well is answered', async () => {
  const { ctx, order } = aWorld();
  const target = await targetFor(ctx, order());
  expect(await withLockNamed(ctx, target, { id: '1', ip: '' }, async () => 5)).toBe(5);
});
